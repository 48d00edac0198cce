"""json: an array of objects, streamed, or one object that holds one such array.

A row's number is its place in the array, from 1.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, TextIO

from ulmfit_core.corpus.document import RejectedRow
from ulmfit_core.corpus.files import DataFile
from ulmfit_core.corpus.options import Format, ReadOptions
from ulmfit_core.corpus.readers.json_lines import object_row, object_table
from ulmfit_core.corpus.rows import Row, Table
from ulmfit_core.errors import InputError

_CHUNK = 1 << 20
_MAX_OBJECT_CHARACTERS = 512 << 20  # an object is not streamed: its keys come in any order
_SPACE = " \t\r\n\ufeff"


def open_json(file: DataFile, encoding: str, options: ReadOptions, stack: ExitStack) -> Table:
    """A json file as a table. Raises InputError where the JSON is broken or of another shape."""
    text = file.open_text(encoding, stack)
    start = _skip_space(text)
    if start == "[":
        values = _ArrayStream(text, file.name, options.max_characters).values()
    else:
        values = iter(_array_within(start, text, file.name))
    return object_table(Format.JSON, _numbered(values, file.name), encoding)


def _numbered(values: Iterator[Any], source: str) -> Iterator[Row | RejectedRow]:
    for number, value in enumerate(values, start=1):
        yield object_row(value, source, number)


def _skip_space(text: TextIO) -> str:
    """The first character that means something."""
    while (character := text.read(1)) and character in _SPACE:
        pass
    return character


def _array_within(start: str, text: TextIO, name: str) -> list[Any]:
    """The one array of objects or strings that a JSON object holds."""
    whole = start + text.read(_MAX_OBJECT_CHARACTERS + 1)
    if len(whole) > _MAX_OBJECT_CHARACTERS:
        raise InputError(f"{name} is too large for one JSON object.", "Save it as jsonl.")
    try:
        value = json.loads(whole)
    except (ValueError, RecursionError) as error:
        raise _broken(name, str(error)) from None
    arrays = [
        (key, held)
        for key, held in (value.items() if isinstance(value, dict) else [])
        if isinstance(held, list) and held and isinstance(held[0], dict)
    ]
    if len(arrays) == 1:
        return arrays[0][1]
    found = "no list" if not arrays else "several lists: " + ", ".join(key for key, _ in arrays)
    raise InputError(
        f"{name} should be a list of objects, or hold one such list; it holds {found}.",
        "Save it as jsonl, one object a line.",
    )


class _ArrayStream:
    """The values of a JSON array whose ``[`` has been read, a chunk at a time."""

    def __init__(self, text: TextIO, name: str, limit: int) -> None:
        self._text, self._name, self._limit = text, name, limit
        self._decode = json.JSONDecoder().raw_decode
        self._buffer = ""
        self._position = 0

    def values(self) -> Iterator[Any]:
        """Each value in turn. Raises InputError at broken JSON."""
        if self._peek() == "]":
            return
        while True:
            yield self._value()
            separator = self._peek()
            self._position += 1
            if separator == "]":
                return
            if separator != ",":
                raise _broken(self._name, "a comma is missing, or the end")

    def _peek(self) -> str:
        """The next character that is no space; empty at the end of the file."""
        while True:
            while self._position < len(self._buffer):
                character = self._buffer[self._position]
                if character not in _SPACE:
                    return character
                self._position += 1
            if not self._read_on():
                return ""

    def _value(self) -> Any:
        self._peek()
        while True:
            try:
                value, end = self._decode(self._buffer, self._position)
            except (ValueError, RecursionError) as error:
                self._refuse_or_read_on(error)
                continue
            if end == len(self._buffer) and self._read_on():  # a number may go on there
                continue
            self._position = end
            return value

    def _refuse_or_read_on(self, error: Exception) -> None:
        """Read as much again as is pending, unless the value is broken for good."""
        pending = len(self._buffer) - self._position
        if pending > 6 * self._limit or not self._read_on(pending):
            raise _broken(self._name, str(error)) from None

    def _read_on(self, n_characters: int = 0) -> bool:
        more = self._text.read(max(_CHUNK, n_characters))
        self._buffer = self._buffer[self._position :] + more
        self._position = 0
        return bool(more)


def _broken(name: str, detail: str) -> InputError:
    return InputError(
        f"{name} is not valid JSON: {detail}.",
        "A broken list cannot be read in part; save it as jsonl, where one bad line costs one row.",
    )
