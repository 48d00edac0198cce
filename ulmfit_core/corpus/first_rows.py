"""What a table begins with: a few rows to look at, and more to tell by what its cells hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from ulmfit_core.corpus.cells import cell_text
from ulmfit_core.corpus.label_cells import listed
from ulmfit_core.corpus.options import BARE_TEXTS, Format
from ulmfit_core.corpus.rows import Row, Table

_PREVIEW_ROWS = 20
_MOST_ROWS = 5000  # as a file may be sorted by its labels
_MOST_CHARACTERS = 4 << 20
_LONGEST_CELL = 500  # characters; no label is longer
_SLOW = (*BARE_TEXTS, Format.MBOX)  # a document each, whose labels are folders

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class FirstRows:
    """Cells as text, in the order of the columns."""

    preview: Rows  # 20 at most
    cells: Rows  # of up to 5,000 rows, long ones cut, lists of several entries as JSON
    lists: tuple[str, ...]  # columns of lists, or texts of such, not all of one entry


def first_rows(table: Table) -> FirstRows:
    """The rows that ``table`` begins with, which are then read of it."""
    preview: list[tuple[str, ...]] = []
    cells: list[tuple[str, ...]] = []
    lengths: dict[str, set[int]] = {name: set() for name in table.columns}
    n_characters = 0
    for row in _within_reach(table):
        shown = tuple(_shown(row.cells.get(name)) for name in table.columns)
        cells.append(tuple(_told(row.cells.get(name))[:_LONGEST_CELL] for name in table.columns))
        for name in table.columns:
            lengths[name] |= _lengths(row.cells.get(name))
        if len(preview) < _PREVIEW_ROWS:
            preview.append(shown)
        elif n_characters > _MOST_CHARACTERS:
            break
        n_characters += sum(map(len, shown))
    lists = tuple(name for name in table.columns if _are_lists(lengths[name]))
    return FirstRows(tuple(preview), tuple(cells), lists)


def _within_reach(table: Table) -> Iterator[Row]:
    n_rows = 2 * _PREVIEW_ROWS if table.format in _SLOW else _MOST_ROWS
    return (row for row in islice(table.rows, n_rows) if isinstance(row, Row))


def _shown(cell: Any) -> str:
    if isinstance(cell, list | tuple):
        return ", ".join(map(str, cell))
    return str(cell) if isinstance(cell, dict | set | bytes) else cell_text(cell) or ""


def _told(cell: Any) -> str:
    """As it is shown, but for lists: their entries may hold commas."""
    several = isinstance(cell, list | tuple) and len(cell) > 1
    return json.dumps(cell, ensure_ascii=False, default=str) if several else _shown(cell)


def _lengths(cell: Any) -> set[int]:
    """Of the list that a cell is, or that its text writes."""
    cell = listed(cell)
    return {len(cell)} if isinstance(cell, list | tuple) else set()


def _are_lists(lengths: set[int]) -> bool:
    """Whether a cell may hold several: lists of exactly one entry each are another way to write
    one, empty ones are no sign of that."""
    return bool(lengths) and lengths - {0} != {1}
