"""Folders, and zips of files: texts whose sub-folder is their label, or one table.

A text's row number is its place among the files in the order of their paths. Of tables among texts
each is a rejected row, unless the texts are only about a table.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePath, PurePosixPath

from ulmfit_core.corpus.compression import readable_errors, suffix_inside
from ulmfit_core.corpus.document import RejectedRow
from ulmfit_core.corpus.encoding import repaired
from ulmfit_core.corpus.files import DataFile
from ulmfit_core.corpus.interchange.hugging_face import is_numbered, split_of
from ulmfit_core.corpus.options import ColumnMapping, Format
from ulmfit_core.corpus.readers.mail import ALONE
from ulmfit_core.corpus.readers.statistical import SUFFIXES as STATISTICAL_SUFFIXES
from ulmfit_core.corpus.rows import Row, Table
from ulmfit_core.errors import InputError
from ulmfit_core.normal_form import nfc

Member = tuple[PurePosixPath, DataFile]
TEXTS = "texts"  # the part of a folder or zip that is no table, unless a file is called so

_TABLE_SUFFIXES = (
    *(".csv", ".tsv", ".tab", ".json", ".jsonl", ".ndjson", ".parquet", ".arrow", ".zip"),
    *(".xlsx", ".xlsm", ".xls", ".ods"),
    *STATISTICAL_SUFFIXES,
)
_TEXT_SUFFIXES = (
    *("", ".txt", ".text", ".md", ".html", ".htm", ".xhtml", ".mht", ".mhtml"),
    *(".mbox", *ALONE),
    *(".docx", ".docm", ".doc", ".dot", ".odt", ".rtf", ".pdf", ".pptx", ".odp"),
)
_ABOUT = (
    *("readme", "liesmich", "license", "licence", "lizenz", "copying", "notice"),
    *("changelog", "citation", "authors", "codebook"),
)
_FEWEST_TEXTS = 3  # of a corpus; one or two beside a table may be about it
_NO_LABEL = ("unsup", "unsupervised", "unlabelled", "unlabeled")
_PARTS = {"train", "training", "test", "testing", "valid", "validation", "val", "dev"}


class TablesBesideTexts(InputError):
    """Nobody knows which of them is the corpus; the part ``TEXTS`` leaves out the tables."""


def folder_files(folder: Path) -> list[Path]:
    """Every file in ``folder`` and below, hidden ones left out, in the order of their paths.

    Raises InputError where a folder in it cannot be looked into: its texts would be missing.
    """
    found = []
    for parent, folders, names in os.walk(folder, onerror=_refuse):
        folders[:] = [name for name in folders if not _is_hidden(name)]
        found += [Path(parent, name) for name in names if not _is_hidden(name)]
    return sorted(found)


def folder_members(folder: Path) -> list[Member]:
    """(path below ``folder``, file) of the same files, with composed letters, which macOS may have
    taken apart: a label has one spelling. Raises InputError as ``folder_files``."""
    members = []
    for path in folder_files(folder):
        relative = PurePosixPath(nfc(repaired(path.relative_to(folder).as_posix())))
        members.append((relative, DataFile.on_disk(path, f"{folder.name}/{relative}")))
    return sorted(members, key=lambda member: member[0])


def _refuse(error: OSError) -> None:
    with readable_errors(str(error.filename)):
        raise error


def visible(members: Sequence[Member]) -> list[Member]:
    """Without what operating systems leave behind, and without a common outer folder."""
    kept = [m for m in members if not any(map(_is_hidden, m[0].parts))]
    outer = {path.parts[0] for path, _ in kept}
    if len(outer) == 1 and any(len(path.parts) > 2 for path, _ in kept):
        kept = [(PurePosixPath(*path.parts[1:]), file) for path, file in kept]
        return visible(kept)
    return kept


def _is_hidden(name: str) -> bool:
    """Also what Word keeps beside a document that is open, and a folder's picture on macOS."""
    left_behind = ("thumbs.db", "desktop.ini", "icon\r")
    return name.startswith((".", "__MACOSX", "~$")) or name.lower() in left_behind


def split_members(members: Sequence[Member], wanted: str | None) -> list[DataFile]:
    """The files of one split where all tables say which they belong to, as in a Hugging Face
    dataset: of the split ``wanted``, else, where its files are numbered, of ``train``."""
    tables = [(path, file) for path, file in members if is_table(path)]
    splits = [split_of(path) for path, _ in tables]
    if not tables or None in splits or len(_text_folders(members)) > 1:
        return []
    if wanted is None and not all(is_numbered(path) for path, _ in tables):
        return []
    chosen = wanted or ("train" if "train" in splits else splits[0])
    return [file for (_, file), split in zip(tables, splits, strict=True) if split == chosen]


def table_member(members: Sequence[Member], name: str, wanted: str | None) -> DataFile | None:
    """The one table among ``members``, or None where the texts are the corpus.

    Raises InputError where there are several and ``wanted`` names none of them, or where a text or
    two lie beside one; TablesBesideTexts where there are texts as well.
    """
    texts = [(path, file) for path, file in members if _is_text(path)]
    if wanted is not None:
        named = [f for path, f in members if nfc(wanted) in (str(path), path.name)]
        if len(named) == 1:
            return named[0]
        if wanted == TEXTS and texts and not named:
            return None
        raise InputError(f'{name} holds no file "{wanted}"; it holds: {_listed(members)}.')
    tables = [(path, file) for path, file in members if is_table(path)]
    if _are_corpus(texts, len(tables)) or len(_text_folders(members)) > 1:
        return None
    if tables and texts:
        raise _mixed(name, tables, texts)
    if len(tables) > 1:
        listed = _listed(tables)
        raise InputError(f"{name} holds {len(tables)} tables: {listed}.", "Give one of them.")
    return tables[0][1] if tables else None


def _mixed(name: str, tables: Sequence[Member], texts: Sequence[Member]) -> TablesBesideTexts:
    hint = 'Give one of them, or the part "texts" for the texts alone.'
    if len(tables) > 1:
        listed, n = _listed(tables), len(tables)
        return TablesBesideTexts(f"{name} holds {n} tables beside texts: {listed}.", hint)
    listed = _listed([*tables, *texts])
    return TablesBesideTexts(f"{name} holds a table beside texts: {listed}.", hint)


def _listed(members: Sequence[Member]) -> str:
    return ", ".join(str(path) for path, _ in members[:10])


def _are_corpus(texts: Sequence[Member], n_tables: int) -> bool:
    """Whether so many texts are more than what is said about the tables beside them."""
    return len(texts) >= _FEWEST_TEXTS and len(texts) > n_tables


def _text_folders(members: Sequence[Member]) -> set[str]:
    """Sub-folders with files of which none is a table."""
    below = [path for path, _ in members if len(path.parts) > 1]
    return {path.parts[0] for path in below} - {p.parts[0] for p in below if is_table(p)}


def _is_text(path: PurePath) -> bool:
    """Whether a file of this name holds words, and not about the others."""
    return suffix_inside(path) in _TEXT_SUFFIXES and not path.name.lower().startswith(_ABOUT)


def is_table(path: PurePath) -> bool:
    """Whether a file of this name is no plain text but rows, or an archive."""
    return suffix_inside(path) in _TABLE_SUFFIXES


def open_texts(
    members: Sequence[Member],
    name: str,
    format_: Format,
    read: Callable[[DataFile, int], Iterator[Row | RejectedRow]],
    beside: tuple[str, ...] = (),
    columns: ColumnMapping | None = None,
) -> Table:
    """Text files as a table with the columns ``text`` and, given sub-folders, ``label``.

    ``read`` yields the rows of one file, some with cells of the columns ``beside``. A text in no
    sub-folder is rejected, unless ``columns`` make no label of those. Raises InputError
    where there is no file, or where the sub-folders are parts of a corpus rather than labels.
    """
    if not members:
        raise InputError(f"{name} holds no texts.", "Give a folder with one text in each file.")
    in_folders = [path for path, _ in members if len(path.parts) > 1 and not is_table(path)]
    labels = {path.parts[0] for path in in_folders}
    if labels and {label.lower() for label in labels} <= _PARTS:
        listed = ", ".join(sorted(labels))
        raise InputError(f"{name} holds the parts {listed}, not labels.", "Give one of them.")
    names = ("text", *(("label",) if labels else ()), *beside)
    one = next(iter(labels)) if len(labels) == 1 else None
    strict = columns is None or "label" in columns.label
    rows = _rows(members, read, labelled=bool(labels), strict=strict)
    return Table(format_, names, rows, one_label=one)


def _rows(
    members: Sequence[Member],
    read: Callable[[DataFile, int], Iterator[Row | RejectedRow]],
    *,
    labelled: bool,
    strict: bool,
) -> Iterator[Row | RejectedRow]:
    for number, (path, file) in enumerate(members, start=1):
        folder = path.parts[0] if labelled and len(path.parts) > 1 else None
        if is_table(path):
            reason = "is a table or an archive among texts; give it by itself"
            yield RejectedRow(file.name, number, reason)
        elif labelled and strict and folder is None:
            yield RejectedRow(file.name, number, "lies beside the label folders, not in one")
        else:
            label = None if folder is None or folder.lower() in _NO_LABEL else folder
            yield from _labelled(read(file, number), label, str(path))


def _labelled(
    rows: Iterator[Row | RejectedRow], label: str | None, name: str
) -> Iterator[Row | RejectedRow]:
    """The rows of one file with its label, and its ``name`` where they have none."""
    for row in rows:
        if isinstance(row, Row):
            cells = {**row.cells, "label": label}
            row = Row(row.source, row.number, cells, row.name or name)
        yield row
