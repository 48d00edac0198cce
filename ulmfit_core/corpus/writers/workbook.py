"""xlsx: texts are written as texts, never as formulas or links."""

from __future__ import annotations

from typing import Any, BinaryIO

from ulmfit_core.corpus.optional import require
from ulmfit_core.corpus.writers.cells import Cell, plain_cell
from ulmfit_core.errors import InputError

_MAX_ROWS = 1_048_576
_MAX_CHARACTERS = 32_767
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


class WorkbookWriter:
    """One sheet, a row at a time; a text over 32,767 characters is cut and ends in "…"."""

    def __init__(self, stream: BinaryIO, columns: tuple[str, ...]) -> None:
        library = require("xlsxwriter", "Writing .xlsx files", "train")
        self._workbook = library.Workbook(stream, _OPTIONS)
        self._sheet = self._workbook.add_worksheet()
        self._next_row = 0
        self.n_shortened = 0
        self.write(list(columns))

    def write(self, cells: list[Any]) -> None:
        """Write one row. Raises InputError past the last row a sheet can have."""
        if self._next_row >= _MAX_ROWS:
            raise InputError(
                f"A spreadsheet holds no more than {_MAX_ROWS:,} rows.", "Write csv instead."
            )
        for column, cell in enumerate(map(plain_cell, cells)):
            self._write(column, cell)
        self._next_row += 1

    def _write(self, column: int, cell: Cell) -> None:
        if isinstance(cell, str):
            self._sheet.write_string(self._next_row, column, self._fitting(cell))
        elif cell is not None:
            self._sheet.write_number(self._next_row, column, cell)

    def _fitting(self, text: str) -> str:
        # Excel counts UTF-16 units: a character beyond the basic plane is two.
        if len(text) <= _MAX_CHARACTERS // 2 or _utf16_length(text) <= _MAX_CHARACTERS:
            return text
        self.n_shortened += 1
        units = text.encode("utf-16-le")[: 2 * (_MAX_CHARACTERS - 1)]
        return units.decode("utf-16-le", errors="ignore") + "…"

    def finish(self) -> None:
        """Write the workbook."""
        self._workbook.close()


def _utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
