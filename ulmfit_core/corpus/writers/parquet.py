"""parquet: decimal numbers as doubles, whole ones among them too, everything else as text."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, BinaryIO

from ulmfit_core.corpus.cells import cell_text, is_exact
from ulmfit_core.corpus.optional import require
from ulmfit_core.corpus.writers.cells import Cell, plain_cell
from ulmfit_core.errors import InputError

_BATCH_ROWS = 1024


class ParquetWriter:
    """A batch of rows at a time; the first batch decides which columns hold numbers."""

    n_shortened = 0

    def __init__(self, stream: BinaryIO, columns: tuple[str, ...]) -> None:
        self._arrow = require("pyarrow", "Writing .parquet files", "parquet")
        self._parquet = require("pyarrow.parquet", "Writing .parquet files", "parquet")
        self._stream, self._columns = stream, columns
        self._pending: list[list[Cell]] = []
        self._writer: Any = None

    def write(self, cells: list[Any]) -> None:
        """Take one row. Raises InputError where a column of numbers gets a text."""
        self._pending.append([plain_cell(cell) for cell in cells])
        if len(self._pending) == _BATCH_ROWS:
            self._write_batch()

    def finish(self) -> None:
        """Write the last rows and the footer."""
        self._write_batch()
        self._writer.close()

    def abandon(self) -> None:
        """Close the library's writer, which else would try when it is collected."""
        if self._writer is not None:
            with suppress(OSError, ValueError):
                self._writer.close()

    def _write_batch(self) -> None:
        if self._writer is None:
            self._writer = self._parquet.ParquetWriter(self._stream, self._schema())
        schema = self._writer.schema
        arrays = [self._array(i, schema.field(i)) for i in range(len(self._columns))]
        self._writer.write_batch(self._arrow.RecordBatch.from_arrays(arrays, schema=schema))
        self._pending.clear()

    def _schema(self) -> Any:
        fields = []
        for i, name in enumerate(self._columns):
            cells = [row[i] for row in self._pending if row[i] is not None]
            numeric = any(isinstance(cell, float) for cell in cells) and all(map(_is_double, cells))
            type_ = self._arrow.float64() if numeric else self._arrow.string()
            fields.append(self._arrow.field(name, type_))
        return self._arrow.schema(fields)

    def _array(self, i: int, field: Any) -> Any:
        cells = [row[i] for row in self._pending]
        if field.type == self._arrow.string():
            return self._arrow.array(map(cell_text, cells), field.type)
        if not all(cell is None or _is_double(cell) for cell in cells):
            raise InputError(
                f'The column "{field.name}" holds numbers and texts.', "Write csv or jsonl instead."
            )
        return self._arrow.array(cells, field.type)


def _is_double(cell: Cell) -> bool:
    return isinstance(cell, float) or (isinstance(cell, int) and is_exact(cell))
