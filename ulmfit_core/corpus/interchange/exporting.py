"""Labelled texts written in the format that another tool reads."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain, count
from pathlib import Path
from typing import Any

from ulmfit_core.corpus.atomic import atomic_file
from ulmfit_core.corpus.document import Document
from ulmfit_core.corpus.interchange import doccano, label_studio, prodigy
from ulmfit_core.corpus.interchange.hugging_face_writing import (
    DatasetColumns,
    write_dataset,
    write_saved_dataset,
)
from ulmfit_core.corpus.kept_cells import kept_under
from ulmfit_core.corpus.label_flags import GIVEN, PREDICTED, SEPARATORS
from ulmfit_core.corpus.number_columns import DocumentNumbers, Numbers, with_numbers
from ulmfit_core.corpus.rows import names_beside
from ulmfit_core.corpus.writing import WriteOptions, has_numbers, open_writer
from ulmfit_core.errors import InputError


class Target(StrEnum):
    """Whom a file of labelled texts is for."""

    TABLE = "table"  # columns id, text, label and others, in the format of the file's name; of
    # several labels also one for each
    LABEL_STUDIO = "label-studio"
    DOCCANO = "doccano"
    PRODIGY = "prodigy"
    HUGGING_FACE = "hugging-face"  # a folder, for load_dataset
    SAVED_DATASET = "hugging-face-disk"  # a folder, for load_from_disk


WITH_SPLITS = (Target.HUGGING_FACE, Target.SAVED_DATASET)  # the others have one after another
_OWN = {  # columns that are ours where kept ones stand beside them
    Target.TABLE: ("id", "text", "label"),
    Target.LABEL_STUDIO: ("text", "id"),
    Target.DOCCANO: ("id", "text", "label"),
    Target.PRODIGY: ("id",),
    Target.HUGGING_FACE: ("id", "text", "label", "labels"),
    Target.SAVED_DATASET: ("id", "text", "label", "labels"),
}
_NO_NUMBERS = DocumentNumbers()
SUFFIXES = {
    Target.TABLE: ".csv",
    Target.LABEL_STUDIO: ".json",
    Target.DOCCANO: ".jsonl",
    Target.PRODIGY: ".jsonl",
    Target.HUGGING_FACE: "",
    Target.SAVED_DATASET: "",
}


@dataclass(frozen=True, slots=True)
class LabelScheme:
    """The labels there are, and whether a text may have several, or has none of them."""

    labels: tuple[str, ...]
    several: bool
    none_fits: bool = False  # some text

    @classmethod
    def of(cls, documents: Iterable[Document]) -> LabelScheme:
        """What the documents show; reads them all."""
        names: dict[str, None] = {}
        several = none_fits = False
        for document in documents:
            names.update(dict.fromkeys(document.labels))
            several |= len(document.labels) > 1
            none_fits |= document.none_fits
        return cls(tuple(sorted(names)), several or none_fits, none_fits)

    def given(self, target: Target) -> tuple[str, ...]:
        """The columns of a table that say of each of several labels whether a text has it."""
        in_table = self.several and target is Target.TABLE
        return tuple(f"{GIVEN}{label}" for label in self.labels) if in_table else ()

    def separator(self) -> str:
        """What parts the labels of a cell: the first usual sign that no label holds.

        Raises InputError where every one is taken.
        """
        for sign in SEPARATORS:
            if not any(sign in label for label in self.labels):
                return sign
        raise InputError(
            "The labels hold every sign that could part them in a cell.",
            "Rename a label, or export as jsonl.",
        )


def takes_numbers(target: Target, path: Path, options: WriteOptions | None = None) -> bool:
    """Whether what is written for it tells numbers from their digits. Raises InputError where the
    name of a table says no format."""
    return target in WITH_SPLITS or (target is Target.TABLE and has_numbers(path, options))


def export_documents(
    splits: Mapping[str, Iterable[Document]],
    path: Path,
    target: Target,
    scheme: LabelScheme,
    options: WriteOptions | None = None,
    kept: Sequence[str] = (),
    numbers: DocumentNumbers = _NO_NUMBERS,
) -> Generator[int, None, int]:
    """Write documents, a stream by split, for ``target``, with these ``kept`` columns of theirs, as
    numbers where all of the documents were noted in ``numbers`` (``takes_numbers``); yields how
    many so far, and returns how many cells were cut. One that would be read back as a label, or
    says that a model gave all, is called ``kept_…`` in a table of several labels.

    To be consumed to its end: ``path`` then appears whole; left early, nothing does. Only Hugging
    Face's folders keep splits apart. Raises InputError where the name of a table says no format,
    StorageError where the disk refuses.
    """
    given = scheme.given(target)
    named = names_beside((*_OWN[target], *given), _beside_given(kept) if given else kept)
    names = dict(zip(kept, named, strict=True))
    splits = {split: _renamed(documents, names) for split, documents in splits.items()}
    documents = chain.from_iterable(splits.values())
    kinds = numbers.kinds(names) if takes_numbers(target, path, options) else {}
    columns = DatasetColumns(scheme.labels, scheme.several, named, kinds)
    match target:
        case Target.HUGGING_FACE:
            yield from write_dataset(splits, path, columns)
        case Target.SAVED_DATASET:
            yield from write_saved_dataset(splits, path, columns)
        case Target.LABEL_STUDIO:
            yield from _write_array(map(label_studio.task, documents, count(1)), path)
        case Target.DOCCANO:
            yield from _write_lines(map(doccano.example, documents), path)
        case Target.PRODIGY:
            yield from _write_lines((prodigy.task(d, scheme.labels) for d in documents), path)
        case Target.TABLE:
            return (yield from _write_table(documents, path, scheme, options, named, kinds))
    return 0


def _beside_given(kept: Sequence[str]) -> tuple[str, ...]:
    """A model's answers under names by which nobody takes them for what people gave, or all for a
    model's."""
    are_a_model_s = (name.startswith(GIVEN) or name == PREDICTED for name in kept)
    named = zip(kept, are_a_model_s, strict=True)
    return tuple(f"kept_{name}" if is_a_model_s else name for name, is_a_model_s in named)


def _renamed(documents: Iterable[Document], names: Mapping[str, str]) -> Iterator[Document]:
    """With the kept columns that have a name, under it."""
    for document in documents:
        kept = ((names[name], cell) for name, cell in document.kept if name in names)
        yield replace(document, kept=tuple(kept))


def _write_table(
    documents: Iterable[Document],
    path: Path,
    scheme: LabelScheme,
    options: WriteOptions | None,
    kept: Sequence[str],
    kinds: Numbers,
) -> Generator[int, None, int]:
    separator = scheme.separator() if scheme.several else ""
    given = scheme.given(Target.TABLE)
    columns = (*_OWN[Target.TABLE], *kept, *given)
    numbers = {**kinds, **dict.fromkeys(given, int)}
    with open_writer(path, columns, options, numbers) as writer:
        for n, document in enumerate(documents, 1):
            own = (document.id, document.text, separator.join(document.labels))
            cells = with_numbers(columns, (*own, *kept_under(kept, document.kept)), kinds)
            writer.write([*cells, *(_given(document, scheme.labels) if given else ())])
            yield n
    return writer.n_shortened


def _given(document: Document, labels: Sequence[str]) -> list[int | None]:
    """1 or 0 of each label; nothing where the text is not labelled."""
    if not (document.labels or document.none_fits):
        return [None] * len(labels)
    return [int(label in document.labels) for label in labels]


def _write_array(records: Iterable[Mapping[str, Any]], path: Path) -> Iterator[int]:
    before = "[\n"
    with atomic_file(path) as stream:
        for n, record in enumerate(records, 1):
            stream.write((before + _json(record)).encode())
            before = ",\n"
            yield n
        stream.write(b"[]\n" if before == "[\n" else b"\n]\n")


def _write_lines(records: Iterable[Mapping[str, Any]], path: Path) -> Iterator[int]:
    with atomic_file(path) as stream:
        for n, record in enumerate(records, 1):
            stream.write((_json(record) + "\n").encode())
            yield n


def _json(record: Mapping[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False)


def words_for(target: Target, scheme: LabelScheme) -> str:
    """What has to be said with a file for ``target``; empty where nothing has."""
    if target is Target.LABEL_STUDIO:
        config = label_studio.labelling_config(scheme.labels, several=scheme.several)
        return f"Label Studio wants this labelling configuration for it: {config}"
    if target is Target.DOCCANO and scheme.none_fits:
        return (
            "doccano has an empty list for texts that no label fits, as for those that are not "
            "labelled: read again, they are not labelled."
        )
    if target is Target.TABLE and scheme.several:
        mark = scheme.separator()
        return (
            f'In the file written several labels of a text are parted by "{mark}"; its last '
            "columns say of each label whether a text has it: 1 or 0, nothing where it is not "
            "labelled."
        )
    return ""
