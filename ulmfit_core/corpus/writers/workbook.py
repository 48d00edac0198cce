"""xlsx: texts, and numbers it does not hold, are written as texts, never as formulas or links."""

from __future__ import annotations

import math
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from ulmfit_core.corpus.cells import is_exact
from ulmfit_core.corpus.optional import require
from ulmfit_core.corpus.writers.cells import Cell, plain_cell
from ulmfit_core.errors import InputError

_MAX_ROWS, _MAX_COLUMNS = 1_048_576, 16_384
_MAX_CHARACTERS = 32_767


def check_sheet(n_columns: int, n_rows: int) -> None:
    """Raises InputError where a sheet has no room for them; its header is a row."""
    if n_columns > _MAX_COLUMNS:
        raise InputError(
            f"A spreadsheet holds no more than {_MAX_COLUMNS:,} columns; here are {n_columns:,}.",
            "Write csv instead.",
        )
    if n_rows > _MAX_ROWS:
        raise InputError(
            f"A spreadsheet holds no more than {_MAX_ROWS:,} rows.", "Write csv instead."
        )


class WorkbookWriter:
    """One sheet, a row at a time; a text over 32,767 characters is cut and ends in "…"."""

    def __init__(self, stream: BinaryIO, columns: tuple[str, ...]) -> None:
        check_sheet(len(columns), 1)
        library = require("xlsxwriter", "Writing .xlsx files", "train")
        self._folder = tempfile.TemporaryDirectory()
        # Built aside: a zip that fails half-way would go on trying to end itself in the stream.
        self._built = Path(self._folder.name, "workbook.xlsx")
        self._stream = stream
        # Rows go to a temporary file as they come.
        options = {"constant_memory": True, "tmpdir": self._folder.name}
        self._workbook = library.Workbook(str(self._built), options)
        self._file_error: type[Exception] = library.exceptions.FileCreateError
        self._sheet = self._workbook.add_worksheet()
        self._next_row = 0
        self.n_shortened = 0
        self.write(list(columns))

    def write(self, cells: list[Any]) -> None:
        """Write one row. Raises InputError past the last row or column a sheet can have."""
        check_sheet(len(cells), self._next_row + 1)
        for column, cell in enumerate(map(plain_cell, cells)):
            self._write(column, cell)
        self._next_row += 1

    def _write(self, column: int, cell: Cell) -> None:
        if _is_number(cell):
            self._sheet.write_number(self._next_row, column, cell)
        elif cell is not None:  # never plain write(): it makes "=1+1" a formula
            self._sheet.write_string(self._next_row, column, self._fitting(str(cell)))

    def _fitting(self, text: str) -> str:
        # Excel counts UTF-16 units: a character beyond the basic plane is two.
        if len(text) <= _MAX_CHARACTERS // 2 or _utf16_length(text) <= _MAX_CHARACTERS:
            return text
        self.n_shortened += 1
        units = text.encode("utf-16-le")[: 2 * (_MAX_CHARACTERS - 1)]
        return units.decode("utf-16-le", errors="ignore") + "…"

    def finish(self) -> None:
        """Write the workbook. Raises OSError where the disk does not take it."""
        try:
            self._workbook.close()
            with self._built.open("rb") as built:
                shutil.copyfileobj(built, self._stream, 1 << 20)
        except self._file_error as error:
            raise (error.args[0] if isinstance(error.args[0], OSError) else error) from None
        finally:
            self._folder.cleanup()

    def abandon(self) -> None:
        """Close the library's temporary file and remove it."""
        if not self._workbook.fileclosed:
            with suppress(OSError, ValueError, self._file_error):
                self._workbook.close()
        self._folder.cleanup()


def _is_number(cell: Cell) -> bool:
    """Whether a sheet holds it as one: it has neither infinite nor long whole numbers."""
    if isinstance(cell, int):
        return is_exact(cell)
    return isinstance(cell, float) and math.isfinite(cell)


def _utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
