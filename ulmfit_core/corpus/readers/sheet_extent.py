"""How far the cells of a workbook lie apart, told before a sheet is loaded.

The library that reads workbooks makes room for the whole rectangle around a sheet's cells. One
cell in the last corner, in a file of 5 kB, is 17 billion cells, and ends the process.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator

from ulmfit_core.errors import InputError

_MOST_CELLS = 100_000_000  # some 3 GB
_LEAST_FILLED = 0.1
_PIECE = 1 << 20
_LONGEST_TAG = 1 << 10
# Nothing in it is tried twice: a tag that repeats its place would else take hours.
_CELL = re.compile(rb"""<(?:\w+:)?c\s(?>[^<>]*?\br=["']([A-Z]{1,3})(\d{1,7})["'])[^<>]*+(?<!/)>""")


def check_extent(archive: zipfile.ZipFile, name: str) -> None:
    """Raises InputError where an .xlsx has a sheet of few cells that lie too far apart."""
    for info in archive.infolist():
        if info.filename.startswith("xl/worksheets/") and info.filename.endswith(".xml"):
            n_filled, rows, columns = _extent(archive, info)
            if rows * columns > max(_MOST_CELLS, n_filled / _LEAST_FILLED):
                raise InputError(
                    f"{name} has a sheet of {rows:,} rows and {columns:,} columns, "
                    "almost all of it empty.",
                    "Delete the cells far from the others, or save the sheet as csv.",
                )


def _extent(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> tuple[int, int, int]:
    """How many cells hold something, and the last row and column of one."""
    n_filled = last_row = 0
    last_column = b""
    for cells in _cells(archive, info):
        columns, rows = zip(*cells, strict=True)
        n_filled += len(cells)
        last_row = max(last_row, *map(int, rows))
        last_column = max({last_column, *columns}, key=_order)
    return n_filled, last_row, _number(last_column)


def _cells(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[list[tuple[bytes, bytes]]]:
    """Column and row of the cells, some at a time."""
    with archive.open(info) as stream:
        pending = b""
        while piece := stream.read(_PIECE):
            text = pending + piece
            end = text.rfind(b">") + 1
            pending = text[end:][-_LONGEST_TAG:]
            if cells := _CELL.findall(text[:end]):
                yield cells


def _order(column: bytes) -> tuple[int, bytes]:
    return len(column), column


def _number(column: bytes) -> int:
    n = 0
    for letter in column:
        n = 26 * n + letter - ord("A") + 1
    return n
