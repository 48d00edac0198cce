"""What a project has to hold after any actions, in plain Python: no tables, no snapshots."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field

from ulmfit_core.corpus.document import Document
from ulmfit_core.project.filters import Status


@dataclass
class Text:
    """One text; ``first`` is the place of the one it repeats."""

    text: str
    kept: tuple[tuple[str, str], ...]
    labels: set[str]
    status: Status
    first: int | None
    is_test: bool = False
    flagged: bool = False


@dataclass
class Oracle:
    """Texts in the order they came, labels in the order they are shown."""

    labels: list[str] = field(default_factory=list)
    meant: dict[str, str] = field(default_factory=dict)  # by the labels that say what they mean
    texts: list[Text] = field(default_factory=list)
    several: bool = False
    imports: list[int] = field(default_factory=list)  # texts of each
    past: list[Oracle] = field(default_factory=list, repr=False)
    future: list[Oracle] = field(default_factory=list, repr=False)

    def acts(self) -> None:
        """Called before each change."""
        self.past.append(self._now())
        self.future.clear()

    def undo(self) -> None:
        self.future.append(self._now())
        self._become(self.past.pop())

    def redo(self) -> None:
        self.past.append(self._now())
        self._become(self.future.pop())

    def bring(self, rows: Sequence[Document]) -> None:
        """All of them are new texts; which of them are in the test set is drawn."""
        new = sorted({name for row in rows for name in row.labels} - set(self.labels))
        self.labels += new
        for row in rows:
            labels = set(row.labels)
            status = Status.LABELLED if labels else Status.UNLABELLED
            self.texts.append(Text(row.text, row.kept, labels, status, self._first_of(row.text)))
        self.imports.append(len(rows))

    def counts_as(self, text: Text) -> Text:
        """Itself, or the one it repeats where nobody decided about it."""
        is_open = text.first is not None and text.status is Status.UNLABELLED
        return self.texts[text.first or 0] if is_open else text

    def decide(self, which: Iterable[int], labels: Iterable[str], status: Status) -> None:
        for place in which:
            self.texts[place].labels, self.texts[place].status = set(labels), status

    def add(self, which: Iterable[int], labels: Iterable[str]) -> None:
        for place in which:
            self.decide([place], {*self.texts[place].labels, *labels}, Status.LABELLED)

    def rename(self, old: str, new: str) -> None:
        self.labels = [new if name == old else name for name in self.labels]
        self.define(new, self.meant.pop(old, ""))
        for text in self.texts:
            text.labels = {new if name == old else name for name in text.labels}

    def define(self, name: str, meaning: str) -> None:
        self.meant.pop(name, None)
        if meaning:
            self.meant[name] = meaning

    def add_codebook(self, book: dict[str, str]) -> None:
        self.labels += [name for name in book if name not in self.labels]
        self.meant = {name: words for name, words in book.items() if words} | self.meant

    def merge(self, moves: dict[str, str]) -> None:
        for name, into in moves.items():
            self.define(into, self.meant.get(into) or self.meant.get(name, ""))
            self.meant.pop(name, None)
        self.labels = [name for name in self.labels if name not in moves]
        for text in self.texts:
            text.labels = {moves.get(name, name) for name in text.labels}

    def delete(self, name: str) -> None:
        self.labels.remove(name)
        self.meant.pop(name, None)
        for text in self.texts:
            if name in text.labels:
                text.labels.remove(name)
                text.status = Status.LABELLED if text.labels else Status.UNLABELLED

    def fits_one_label(self) -> bool:
        return all(len(t.labels) == 1 for t in self.texts if t.status is Status.LABELLED)

    def with_words(self, words: str) -> set[int]:
        """The places of the texts that hold each of these; one of three letters may go on."""
        return {
            place
            for place, text in enumerate(self.texts)
            if all(_stands_in(word, text.text) for word in words.split())
        }

    def _first_of(self, text: str) -> int | None:
        spelt = [_spelling(other.text) for other in self.texts]
        return spelt.index(_spelling(text)) if _spelling(text) in spelt else None

    def _now(self) -> Oracle:
        texts, imports = deepcopy(self.texts), list(self.imports)
        return Oracle(list(self.labels), dict(self.meant), texts, self.several, imports)

    def _become(self, other: Oracle) -> None:
        self.labels, self.meant, self.texts = other.labels, other.meant, other.texts
        self.several, self.imports = other.several, other.imports


def _spelling(text: str) -> str:
    return " ".join(text.lower().split())


def _stands_in(word: str, text: str) -> bool:
    return any(
        each == word or (len(word) > 2 and each.startswith(word)) for each in text.lower().split()
    )
