"""The process that reads a file of SPSS, Stata or SAS from its standard input, by ReadStat.

``python -m ulmfit_core.corpus.readers.statistical_child FUNCTION NAME ENCODING [COLUMN …]`` writes
lines of JSON: the file's columns, what it says of each, those that are read, then the cells of each
row, and in the end ``{"message": "", "hint": ""}``, or the sentences of an error.

Values are those that these programs show: one that the file has a label for is that label, and one
that it declares missing is nothing.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any, BinaryIO

import numpy as np

from ulmfit_core.corpus.cells import without_point
from ulmfit_core.corpus.optional import require
from ulmfit_core.corpus.readers.statistical import cannot_be_read
from ulmfit_core.errors import UlmfitError

_CHUNK_ROWS = 20_000  # each is sought from the beginning: fewer at a time take longer
# Beyond the library's own errors: names in other bytes, a date after the year 9999.
_BROKEN = (ValueError, OverflowError, MemoryError)
_IN_ASCII = "read_por"  # has no choice of an encoding


def main() -> None:
    """Answer the request in the command line; nobody left to hear is no error."""
    with suppress(BrokenPipeError):
        for message in _answers(sys.stdin.buffer, *sys.argv[1:]):
            sys.stdout.buffer.write(json.dumps(message, default=str).encode() + b"\n")
        sys.stdout.buffer.flush()
        return
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for what is not flushed yet


def _answers(
    stream: BinaryIO, function: str, name: str, encoding: str, *wanted: str
) -> Iterator[Any]:
    try:
        read = _reading(stream, function, name, encoding)
        _, facts = read(metadataonly=True)
        if not facts.column_names:
            raise cannot_be_read(name, "it has no columns")
        yield facts.column_names
        yield [label or "" for label in facts.column_labels]
        used = [column for column in facts.column_names if column in wanted]
        yield from _chunks(read, used or facts.column_names)
    except UlmfitError as error:
        yield {"message": error.message, "hint": error.hint}
    else:
        yield {"message": "", "hint": ""}


def _reading(stream: BinaryIO, function: str, name: str, encoding: str) -> Callable[..., Any]:
    """A function of the library for this file, its errors as sentences."""
    library = require("pyreadstat", "Reading files of SPSS, Stata and SAS", "train")
    broken = (library.ReadstatError, library.PyreadstatError, *_BROKEN)
    encoded = {"encoding": encoding} if encoding and function != _IN_ASCII else {}

    def read(**arguments: Any) -> Any:
        stream.seek(0)
        try:
            return getattr(library, function)(stream, output_format="dict", **encoded, **arguments)
        except broken as error:
            raise cannot_be_read(name, str(error)) from None

    return read


def _chunks(read: Callable[..., Any], used: list[str]) -> Iterator[list[Any]]:
    """The names of the columns, and the rows."""
    yield used
    n_read, n_more = 0, _CHUNK_ROWS
    while n_more == _CHUNK_ROWS:
        chunk, facts = read(usecols=used, row_offset=n_read, row_limit=_CHUNK_ROWS)
        labels = facts.variable_value_labels
        columns = [_labelled(chunk[name], labels.get(name, {})) for name in used]
        yield from map(list, zip(*columns, strict=True))
        n_more = len(columns[0])
        n_read += n_more


def _labelled(values: Any, labels: Mapping[Any, str]) -> list[Any]:
    """As Python's own values; the library gives a list or an array."""
    own: list[Any] = np.asarray(values, dtype=object).tolist()
    return [labels.get(value, _plain(value)) for value in own]


def _plain(value: Any) -> Any:
    """These programs have no whole numbers, and nothing is one that is none."""
    if not isinstance(value, float):
        return value
    return None if value != value else without_point(value)


if __name__ == "__main__":
    main()
