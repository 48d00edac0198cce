"""Rows as readers yield them, and the one place where a row becomes a document."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ulmfit_core.corpus.cells import UnusableCell, cell_labels, cell_text, each_once
from ulmfit_core.corpus.document import Document, RejectedRow
from ulmfit_core.corpus.encoding import damage, repaired
from ulmfit_core.corpus.html_cells import words_of_cell
from ulmfit_core.corpus.kept_cells import kept_cells
from ulmfit_core.corpus.label_flags import flagged, labels_beside
from ulmfit_core.corpus.options import ColumnMapping, Format, ReadOptions
from ulmfit_core.errors import InputError


@dataclass(frozen=True, slots=True)
class Row:
    """One row with every cell it has, by column name."""

    source: str
    number: int
    cells: Mapping[str, Any]
    name: str = ""  # a path inside a folder, the document's id where no column gives one
    none_fits: bool = False  # the tool that wrote it says so of its labels


@dataclass(frozen=True, slots=True)
class Table:
    """An opened corpus file: what was detected, and its rows, to be read once."""

    format: Format
    columns: tuple[str, ...]
    rows: Iterator[Row | RejectedRow]
    encoding: str | None = None
    delimiter: str | None = None
    has_header: bool | None = None
    tool: str | None = None  # that wrote it, where its rows had to be turned into columns
    one_label: str | None = None  # of texts in folders, where there is but one
    sheet: str | None = None  # of a workbook, the one that was opened
    sheets: tuple[str, ...] = ()  # all of them
    filled: Iterable[str] = ()  # those with a cell, each read only when it is its turn
    variable_labels: Mapping[str, str] = field(default_factory=dict)  # of a survey, the questions


def to_document(
    row: Row | RejectedRow, columns: ColumnMapping, options: ReadOptions
) -> Document | RejectedRow:
    """The document a row holds, or why it holds none. A missing label is no reason."""
    if isinstance(row, RejectedRow):
        return RejectedRow(row.source, row.row, row.reason)
    try:
        text = _joined_text(row.cells, columns)
        labels, none_fits = row_labels(row.cells, columns)
        id_ = cell_text(row.cells.get(columns.id)) if columns.id is not None else row.name
    except UnusableCell as error:
        return RejectedRow(row.source, row.number, error.reason)
    texts = (text, *labels, id_ or "")
    damaged = next((found for text in texts if (found := damage(text))), None)
    if damaged is not None and options.damaged == "reject":
        return RejectedRow(row.source, row.number, damaged)
    if damaged is not None:
        text, *parts, id_ = map(repaired, texts)
        labels = each_once(parts)
    if not text.strip():
        return RejectedRow(row.source, row.number, "has no text")
    if len(text) > options.max_characters:
        reason = f"is longer than {options.max_characters:,} characters"
        return RejectedRow(row.source, row.number, reason)
    kept = kept_cells(row.cells, columns.kept)
    id_ = id_ or str(row.number)
    none_fits |= row.none_fits and bool(columns.label) and not labels
    return Document(text, labels, id_, row.source, row.number, kept, none_fits)


def _joined_text(cells: Mapping[str, Any], columns: ColumnMapping) -> str:
    texts = [cell_text(cells.get(name)) for name in columns.text]
    if columns.html:
        texts = [words_of_cell(text) if text else text for text in texts]
    if len(texts) == 1:
        return texts[0] or ""
    return columns.text_separator.join(text for text in texts if text and text.strip())


def row_labels(cells: Mapping[str, Any], columns: ColumnMapping) -> tuple[tuple[str, ...], bool]:
    """The labels of all columns, each once; and whether the row says that it has none.

    Raises UnusableCell.
    """
    mark = columns.label_separator
    named = [label for name in columns.label for label in cell_labels(cells.get(name), mark)]
    said = flagged(cells, columns.flags)
    if not said and not columns.label:
        return each_once(labels_beside(cells, columns.flags)), False
    labels = each_once([*named, *(label for label, has in said.items() if has)])
    return labels, bool(said) and not labels and not columns.label


def check_columns(name: str, found: Sequence[str], wanted: Sequence[str]) -> None:
    """Raises InputError naming the columns there are, and the closest one, for a missing one."""
    for column in wanted:
        if column not in found:
            close = difflib.get_close_matches(column, found, n=1, cutoff=0.5)
            same = [other for other in found if other.lower() == column.lower()]
            listed = ", ".join(found[:20]) + (", …" if len(found) > 20 else "")
            hint = f'Did you mean "{(same or close)[0]}"?' if same or close else ""
            raise InputError(
                f'{name} has no column "{column}"; its columns are: {listed}.',
                hint or "Name one of these columns.",
            )


def unique_names(names: Sequence[str | None]) -> tuple[str, ...]:
    """Column names made usable: empty ones numbered, repeated ones told apart, damage mended."""
    numbers: dict[str, int] = {}  # the last one given to each name
    for position, name in enumerate(names, start=1):
        base = unique = repaired(name or "").strip() or f"column_{position}"
        n = numbers.get(base, 1)
        while unique in numbers:
            n += 1
            unique = f"{base}_{n}"
        numbers[base] = n
        numbers[unique] = 1
    return tuple(numbers)


def names_beside(own: Sequence[str], kept: Sequence[str]) -> tuple[str, ...]:
    """What ``kept`` columns are called in a table that has columns of its ``own`` before them."""
    return unique_names([*own, *kept])[len(own) :]
