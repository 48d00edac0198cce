"""Rows of Arrow record batches, which Parquet and Arrow files are read as."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any, cast

from ulmfit_core.corpus.optional import require
from ulmfit_core.corpus.rows import Row
from ulmfit_core.errors import InputError

BATCH_ROWS = 512  # as Python's own objects at a time


def damage_errors() -> tuple[type[Exception], ...]:
    """What reading a damaged file raises; UnicodeDecodeError where names of columns are."""
    arrow = require("pyarrow", "Reading .parquet and .arrow files", "parquet")
    return (arrow.ArrowException, UnicodeDecodeError, OSError)


def batch_rows(batches: Iterable[Any], source: str) -> Iterator[Row]:
    """The rows of ``batches`` with their place in the file, from 1.

    Raises InputError where they are damaged.
    """
    numbers = count(1)
    try:
        for batch in batches:
            batch.validate(full=True)  # what a damaged file points to may lie outside of it
            for start in range(0, batch.num_rows, BATCH_ROWS):
                cells = _cells(batch.slice(start, BATCH_ROWS))
                yield from (
                    Row(source, number, row) for row, number in zip(cells, numbers, strict=False)
                )
    except damage_errors() as error:
        raise damaged_file(source, error) from None


def _cells(batch: Any) -> list[dict[str, Any]]:
    """A dict a row; times that Python has no number for, as beyond its year 9999, are text."""
    try:
        return cast(list[dict[str, Any]], batch.to_pylist())
    except OverflowError:
        arrow = require("pyarrow", "Reading .parquet and .arrow files", "parquet")
        as_text = [
            column.cast(arrow.string()) if arrow.types.is_temporal(column.type) else column
            for column in batch.columns
        ]
        names = batch.schema.names
        return cast(list[dict[str, Any]], arrow.record_batch(as_text, names=names).to_pylist())


def damaged_file(source: str, error: Exception) -> InputError:
    """What to say of a file that the library cannot read."""
    reason = next(iter(str(error).splitlines()), "it ends too early")
    return InputError(f"{source} is damaged: {reason}", "Get the file again.")
