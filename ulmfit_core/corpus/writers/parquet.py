"""parquet: numbers as such where it is known of a whole column, everything else as text."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, BinaryIO

from ulmfit_core.corpus.cells import cell_text
from ulmfit_core.corpus.number_columns import Kind, Numbers, is_double, is_whole
from ulmfit_core.corpus.optional import require
from ulmfit_core.corpus.writers.cells import Cell, plain_cell
from ulmfit_core.errors import InputError

_BATCH_ROWS = 1024


class ParquetWriter:
    """A batch of rows at a time; where nothing is told of a column, it holds numbers if the first
    batch has decimal ones there, and no others."""

    n_shortened = 0

    def __init__(self, stream: BinaryIO, columns: tuple[str, ...], numbers: Numbers) -> None:
        self._arrow = require("pyarrow", "Writing .parquet files", "parquet")
        self._parquet = require("pyarrow.parquet", "Writing .parquet files", "parquet")
        self._stream, self._columns, self._numbers = stream, columns, numbers
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
        types: dict[Kind | None, Any] = {int: self._arrow.int64(), float: self._arrow.float64()}
        kinds = [self._numbers.get(n) or self._kind(i) for i, n in enumerate(self._columns)]
        found = [types.get(kind, self._arrow.string()) for kind in kinds]
        return self._arrow.schema([*zip(self._columns, found, strict=True)])

    def _kind(self, i: int) -> Kind | None:
        cells = [row[i] for row in self._pending if row[i] is not None]
        has_decimals = any(isinstance(cell, float) for cell in cells)
        return float if has_decimals and all(map(is_double, cells)) else None

    def _array(self, i: int, field: Any) -> Any:
        cells = [row[i] for row in self._pending]
        if field.type == self._arrow.string():
            return self._arrow.array(map(cell_text, cells), field.type)
        cells = [None if cell == "" else cell for cell in cells]
        fits = is_double if field.type == self._arrow.float64() else is_whole
        if not all(cell is None or fits(cell) for cell in cells):
            raise InputError(
                f'The column "{field.name}" holds numbers and texts.', "Write csv or jsonl instead."
            )
        return self._arrow.array(cells, field.type)
