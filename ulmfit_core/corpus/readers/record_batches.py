"""Rows of Arrow record batches, which Parquet and Arrow files are read as."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

from ulmfit_core.corpus.rows import Row
from ulmfit_core.errors import InputError

BATCH_ROWS = 512  # as Python's own objects at a time


def batch_rows(
    batches: Iterable[Any], source: str, damaged: tuple[type[Exception], ...]
) -> Iterator[Row]:
    """The rows of ``batches`` with their place in the file, from 1.

    Raises InputError where reading them raises one of ``damaged``.
    """
    numbers = count(1)
    try:
        for batch in batches:
            for start in range(0, batch.num_rows, BATCH_ROWS):
                cells = batch.slice(start, BATCH_ROWS).to_pylist()
                yield from (
                    Row(source, number, row) for row, number in zip(cells, numbers, strict=False)
                )
    except damaged as error:
        raise damaged_file(source, error) from None


def damaged_file(source: str, error: Exception) -> InputError:
    """What to say of a file that the library cannot read."""
    reason = next(iter(str(error).splitlines()), "it ends too early")
    return InputError(f"{source} is damaged: {reason}", "Get the file again.")
