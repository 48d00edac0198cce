"""A project that is used for long holds what plain Python says it has to."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.core.project.machines import machine
from tests.core.project.oracle import Oracle
from tests.core.project.projects import SOURCE
from ulmfit_core.corpus.document import Document
from ulmfit_core.corpus.interchange.exporting import Target, export_documents
from ulmfit_core.corpus.options import ColumnMapping
from ulmfit_core.corpus.reading import read_documents
from ulmfit_core.errors import InputError, StorageError
from ulmfit_core.project import importing
from ulmfit_core.project.annotations import Origin
from ulmfit_core.project.documents import StoredDocument
from ulmfit_core.project.exporting import documents_matching, label_scheme
from ulmfit_core.project.filters import DocumentFilter, Status
from ulmfit_core.project.importing import ImportProgress, ImportSettings, ImportStage
from ulmfit_core.project.project import DATABASE_NAME, Project
from ulmfit_core.project.splits import every_text, texts, training_label_ids

WORDS = ("tram", "late", "umbrella", "door")
NAMES = ("question", "praise", "complaint", "other", "Praise")
TEXTS = st.lists(st.sampled_from([*WORDS, "TRAM", "la"]), min_size=1, max_size=2).map(" ".join)
ROWS = st.lists(
    st.tuples(TEXTS, st.lists(st.sampled_from(NAMES), max_size=2), st.sampled_from(["", "Ulm"])),
    min_size=1,
    max_size=6,
)
FRACTIONS = st.sampled_from([0.0, 0.3, 0.5, 1.0])
PLACES = st.sets(st.integers(0, 12), max_size=4)
NAME = st.sampled_from(NAMES)
MEANING = st.sampled_from(["", "Thanks.", "Not: newsletters."])


class LongLived(RuleBasedStateMachine):
    """Each rule does the same to the project and to the oracle; after each all is compared."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.n_copies = 0
        self.arriving: tuple[Iterator[ImportProgress], list[Document], float] | None = None

    @initialize(several=st.booleans())
    def create(self, several: bool) -> None:
        task = "multi" if several else "single"
        self.project = Project.create(Path(self.folder.name, "0"), "Mail", task)
        self.oracle = Oracle(several=several)
        names = [["question"], ["praise"], ["praise", "other"], []]
        self.begin_import([(word, own, "") for word, own in zip(WORDS, names, strict=True)], 0.3, 0)
        self.finish_import()

    def teardown(self) -> None:
        self.end_import()
        self.project.close()
        self.folder.cleanup()

    def ids(self, places: set[int]) -> list[int]:
        return [place + 1 for place in places if place < len(self.oracle.texts)]

    def id_of(self, name: str) -> int:
        label = self.project.labels.named(name)
        assert label is not None
        return label.id

    def read(self) -> list[StoredDocument]:
        return self.project.documents.page(limit=1000)

    # texts

    @precondition(lambda self: self.arriving is None)
    @rule(rows=ROWS, fraction=FRACTIONS, seed=st.integers(0, 3))
    def begin_import(
        self, rows: list[tuple[str, list[str], str]], fraction: float, seed: int
    ) -> None:
        items = [
            Document(text, labels, f"m{n}", SOURCE, n, (("town", town),) if town else ())
            for n, (text, names, town) in enumerate(rows, 1)
            for labels in [tuple(names) if self.oracle.several else tuple(names[:1])]
        ]
        how = ImportSettings(SOURCE, fraction, seed, kept_columns=("town",))
        steps = self.project.import_documents(items, how)
        if self.project._database.value("SELECT max(id) FROM documents") != (
            len(self.oracle.texts) or None
        ):
            self.oracle.future.clear()
        self.arriving = steps, items, fraction
        self.go_on()

    @precondition(lambda self: self.arriving is not None)
    @rule()
    def go_on(self) -> None:
        assert self.arriving is not None
        steps, items, fraction = self.arriving
        if not self.oracle.several and any(len(set(item.labels)) > 1 for item in items):
            with pytest.raises(InputError, match="Nothing was imported"):
                list(steps)
            self.arriving = None
            return
        progress = next(steps)
        if progress.stage is ImportStage.FINISHED:
            self.arriving = None
            assert next(steps, None) is None
            n_before = len(self.oracle.texts)
            self.oracle.acts()
            self.oracle.bring(items)
            self.take_draw(n_before, fraction)

    @precondition(lambda self: self.arriving is not None)
    @rule()
    def finish_import(self) -> None:
        while self.arriving is not None:
            self.go_on()

    def take_draw(self, n_before: int, fraction: float) -> None:
        drawn = [document.is_test for document in self.read()][n_before:]
        new = self.oracle.texts[n_before:]
        for text, is_test in zip(new, drawn, strict=True):
            is_new = text.first is None
            if not is_new:
                assert is_test == self.oracle.texts[text.first].is_test
            elif fraction in (0.0, 1.0):
                assert is_test == bool(fraction)
            text.is_test = is_test

    def end_import(self) -> None:
        if self.arriving is not None:
            self.arriving[0].close()  # type: ignore[attr-defined]
            self.arriving = None

    # decisions

    @rule(places=PLACES, names=st.lists(NAME, max_size=2))
    def label(self, places: set[int], names: list[str]) -> None:
        names = [name for name in names if name in self.oracle.labels]
        labels = [self.id_of(name) for name in names]
        if not self.oracle.several and len(set(labels)) != 1:
            with pytest.raises(InputError, match="exactly one label"):
                self.project.annotations.label(self.ids(places), labels)
            return
        self.project.annotations.label(self.ids(places), labels)
        self.oracle.acts()
        self.oracle.decide([i - 1 for i in self.ids(places)], names, Status.LABELLED)

    @rule(places=PLACES, name=NAME)
    def add_label(self, places: set[int], name: str) -> None:
        if name in self.oracle.labels and self.oracle.several:
            self.project.annotations.add_labels(self.ids(places), [self.id_of(name)])
            self.oracle.acts()
            self.oracle.add([i - 1 for i in self.ids(places)], [name])

    @rule(places=PLACES)
    def skip(self, places: set[int]) -> None:
        self.project.annotations.skip(self.ids(places))
        self.oracle.acts()
        self.oracle.decide([i - 1 for i in self.ids(places)], [], Status.SKIPPED)

    @rule(places=PLACES)
    def clear(self, places: set[int]) -> None:
        texts = [self.oracle.texts[i - 1] for i in self.ids(places)]
        if all(text.status == Status.UNLABELLED for text in texts):
            assert self.project.annotations.clear(self.ids(places)) is None
            return
        self.project.annotations.clear(self.ids(places))
        self.oracle.acts()
        self.oracle.decide([i - 1 for i in self.ids(places)], [], Status.UNLABELLED)

    @rule(places=PLACES, is_flag=st.booleans())
    def flag(self, places: set[int], is_flag: bool) -> None:
        act = self.project.annotations.flag if is_flag else self.project.annotations.unflag
        act(self.ids(places))
        self.oracle.acts()
        for id_ in self.ids(places):
            self.oracle.texts[id_ - 1].flagged = is_flag

    # labels

    @rule(name=NAME)
    def create_label(self, name: str) -> None:
        if name in self.oracle.labels:
            with pytest.raises(InputError, match="already"):
                self.project.labels.create(name)
            return
        self.project.labels.create(name)
        self.oracle.acts()
        self.oracle.labels.append(name)

    @rule(old=NAME, new=NAME)
    def rename_label(self, old: str, new: str) -> None:
        if old in self.oracle.labels and (new == old or new not in self.oracle.labels):
            self.project.labels.rename(self.id_of(old), new)
            self.oracle.acts()
            self.oracle.rename(old, new)

    @rule(name=NAME, meaning=MEANING)
    def define_label(self, name: str, meaning: str) -> None:
        if name in self.oracle.labels:
            self.project.labels.define(self.id_of(name), meaning)
            self.oracle.acts()
            self.oracle.define(name, meaning)

    @rule(book=st.dictionaries(NAME, MEANING, max_size=3))
    def add_codebook(self, book: dict[str, str]) -> None:
        labels, meant = self.oracle.labels, self.oracle.meant
        if not any(name not in labels or (book[name] and name not in meant) for name in book):
            with pytest.raises(InputError, match="there already"):
                self.project.labels.add_codebook(book)
            return
        self.project.labels.add_codebook(book)
        self.oracle.acts()
        self.oracle.add_codebook(book)

    @rule(old=st.lists(NAME, min_size=1, max_size=2, unique=True), into=NAME)
    def merge_labels(self, old: list[str], into: str) -> None:
        old = [name for name in old if name in self.oracle.labels and name != into]
        if old and into in self.oracle.labels:
            self.project.labels.merge([self.id_of(name) for name in old], self.id_of(into))
            self.oracle.acts()
            self.oracle.merge(dict.fromkeys(old, into))

    @rule(name=NAME)
    def delete_label(self, name: str) -> None:
        if name in self.oracle.labels:
            self.project.labels.delete(self.id_of(name))
            self.oracle.acts()
            self.oracle.delete(name)

    @rule(data=st.data())
    def reorder_labels(self, data: st.DataObject) -> None:
        order = data.draw(st.permutations(self.oracle.labels))
        self.project.labels.reorder([self.id_of(name) for name in order])
        self.oracle.acts()
        self.oracle.labels = list(order)

    @rule(several=st.booleans())
    def set_task(self, several: bool) -> None:
        task = "multi" if several else "single"
        if not several and not self.oracle.fits_one_label():
            with pytest.raises(InputError, match="exactly one label"):
                self.project.set_task(task)
            return
        self.project.set_task(task)
        self.oracle.acts()
        self.oracle.several = several

    # history and files

    @precondition(lambda self: self.oracle.past)
    @rule()
    def undo(self) -> None:
        is_import = self.project.commands.history(1)[0].kind == "import"
        if is_import and self.arriving is not None:
            with pytest.raises(InputError, match="while another goes on"):
                self.project.commands.undo()
            return
        assert self.project.commands.undo() is not None
        self.oracle.undo()

    @precondition(lambda self: self.oracle.future)
    @rule()
    def redo(self) -> None:
        assert self.project.commands.redo() is not None
        self.oracle.redo()

    @rule()
    def close_and_open(self) -> None:
        self.end_import()
        with pytest.raises(StorageError, match="open in another window"):
            Project.open(self.project.folder)
        self.project.close()
        self.project = Project.open(self.project.folder)

    @rule()
    def go_on_with_what_a_crash_leaves(self) -> None:
        self.n_copies += 1
        copy = Path(self.folder.name, str(self.n_copies))
        copy.mkdir()
        for path in self.project.folder.glob(f"{DATABASE_NAME}*"):
            shutil.copy(path, copy)
        self.end_import()
        self.project.close()
        self.project = Project.open(copy)

    # what has to hold

    @invariant()
    def each_text_is_as_it_has_to_be(self) -> None:
        names = {label.id: label.name for label in self.project.labels.all()}
        found = self.read()
        assert list(names.values()) == self.oracle.labels
        meant = {label.name: label.definition for label in self.project.labels.all()}
        assert {name: words for name, words in meant.items() if words} == self.oracle.meant
        assert (self.project.task == "multi") == self.oracle.several
        assert self.oracle.several or self.oracle.fits_one_label()
        assert [d.id for d in found] == list(range(1, len(self.oracle.texts) + 1))
        for d, text in zip(found, self.oracle.texts, strict=True):
            assert [names[id_] for id_ in d.labels] == [
                name for name in self.oracle.labels if name in text.labels
            ]
            assert (d.text, d.kept, d.status) == (text.text, text.kept, text.status)
            assert (d.flagged, d.is_test) == (text.flagged, text.is_test)
            assert d.duplicate_of == (None if text.first is None else text.first + 1)
        decided = self.project.documents.decided_by(Origin)
        assert list(decided) == [d.id for d in found if d.status != Status.UNLABELLED]

    @invariant()
    def counts_are_sums(self) -> None:
        counts, own = self.project.documents.counts(), self.oracle.texts
        by_label = Counter(name for text in own for name in text.labels)
        ids = {name: self.id_of(name) for name in self.oracle.labels}
        assert counts.by_label == {id_: by_label[name] for name, id_ in ids.items()}
        in_all = [self.oracle.counts_as(text) for text in own]
        by_label = Counter(name for text in in_all for name in text.labels)
        assert counts.by_label_in_all == {id_: by_label[name] for name, id_ in ids.items()}
        assert counts.n_with_labels == sum(t.status is Status.LABELLED for t in in_all)
        assert (counts.n_documents, counts.n_unlabelled, counts.n_skipped) == (
            len(own),
            sum(t.status is Status.UNLABELLED for t in own),
            sum(t.status is Status.SKIPPED for t in own),
        )
        tested = [t for t in own if t.is_test]
        assert counts.n_test_labelled == sum(t.status is Status.LABELLED for t in tested)
        assert [record.n_documents for record in self.project.imports.all()] == self.oracle.imports
        assert len(self.project.commands.undone(1000)) == len(self.oracle.future)
        assert len(self.project.commands.history(1000)) == len(self.oracle.past)

    @invariant()
    def the_lists_hold_exactly_what_fits(self) -> None:
        for words, status, is_test, name in product(
            ("", "tram", "umb", "la", "late tram"),
            (None, *Status),
            (None, True),
            ("", *self.oracle.labels),
        ):
            wanted = DocumentFilter(
                words, self.id_of(name) if name else None, status, is_test=is_test
            )
            expected = [
                place + 1
                for place in sorted(self.oracle.with_words(words))
                for text in [self.oracle.texts[place]]
                if status in (None, text.status) and is_test in (None, text.is_test)
                if not name or name in text.labels
            ]
            assert self.project.documents.document_ids(wanted).tolist() == expected
            assert self.project.documents.count(wanted) == len(expected)

    @invariant()
    def what_is_learnt_from_is_what_is_labelled(self) -> None:
        file = self.project.folder / DATABASE_NAME
        labelled = [
            (place, text.text, tuple(n for n in self.oracle.labels if n in text.labels), text)
            for place, text in enumerate(self.oracle.texts, 1)
            if text.status is Status.LABELLED
        ]
        train = [row[:3] for row in labelled if not row[3].is_test]
        assert [tuple(d) for d in self.project.training_set()] == train
        assert [tuple(d) for d in self.project.test_set()] == [
            row[:3] for row in labelled if row[3].is_test
        ]
        assert sorted(id_ for id_, _ in training_label_ids(file)) == [row[0] for row in train]
        assert list(every_text(file)) == [text.text for text in self.oracle.texts]
        assert list(texts(file)) == [
            t.text for t in self.oracle.texts if t.first is None and not t.is_test
        ]

    @precondition(lambda self: self.oracle.texts)
    @rule()
    def export_and_read_again(self) -> None:
        path, scheme = Path(self.folder.name, "out.csv"), label_scheme(self.project)
        kept = self.project.imports.kept_columns()
        everything = {"train": documents_matching(self.project, DocumentFilter())}
        written = list(export_documents(everything, path, Target.TABLE, scheme, None, kept))
        mark = scheme.separator() if scheme.several else None
        columns = ColumnMapping(("text",), ("label",), "id", mark, kept=kept)
        found = [row for row in read_documents(path, columns) if isinstance(row, Document)]
        own = self.oracle.texts
        assert written == list(range(1, len(own) + 1))
        assert [(row.text, set(row.labels), row.kept) for row in found] == [
            (text.text, self.oracle.counts_as(text).labels, text.kept) for text in own
        ]


@pytest.fixture(autouse=True)
def short_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that there is a moment in the midst of an import of a few texts."""
    monkeypatch.setattr(importing, "_BATCH", 2)


TestLongLived = machine(LongLived, 15, 16)
TestVeryLongLived = pytest.mark.slow(machine(LongLived, 60, 40))
