"""parquet, a batch of rows at a time; a row's number is its place in the file, from 1."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import count
from typing import Any

from ulmfit_core.corpus.files import DataFile
from ulmfit_core.corpus.interchange.hugging_face import class_names, named
from ulmfit_core.corpus.optional import require
from ulmfit_core.corpus.options import Format
from ulmfit_core.corpus.rows import Row, Table
from ulmfit_core.errors import InputError

_BATCH_ROWS = 512


def open_parquet(file: DataFile, wanted: tuple[str, ...], stack: ExitStack) -> Table:
    """A parquet file as a table; only the columns ``wanted`` are read, all where none is.

    Raises InputError where it is damaged.
    """
    parquet = require("pyarrow.parquet", "Reading .parquet files", "parquet")
    arrow = require("pyarrow", "Reading .parquet files", "parquet")
    try:
        opened = parquet.ParquetFile(file.open_seekable(stack))
    except arrow.ArrowException as error:
        raise InputError(
            f"{file.name} is damaged: {str(error).splitlines()[0]}", "Get the file again."
        ) from None
    columns = tuple(opened.schema_arrow.names)
    read = [name for name in columns if name in wanted] or None
    rows = _rows(opened, read, file.name, arrow.ArrowException)
    if names := class_names(opened.schema_arrow.metadata):
        rows = _named(rows, names)
    return Table(Format.PARQUET, columns, rows)


def _named(rows: Iterator[Row], names: dict[str, list[str]]) -> Iterator[Row]:
    """With the labels of a Hugging Face dataset by name, not by number."""
    for row in rows:
        cells = row.cells.items()
        by_name = {n: named(cell, names[n]) if n in names else cell for n, cell in cells}
        yield replace(row, cells=by_name)


def _rows(
    opened: Any, columns: list[str] | None, source: str, damaged: type[Exception]
) -> Iterator[Row]:
    numbers = count(1)
    try:
        for batch in opened.iter_batches(batch_size=_BATCH_ROWS, columns=columns):
            for cells, number in zip(batch.to_pylist(), numbers, strict=False):
                yield Row(source, number, cells)
    except (damaged, OSError) as error:
        raise InputError(
            f"{source} is damaged: {str(error).splitlines()[0]}", "Get the file again."
        ) from None
