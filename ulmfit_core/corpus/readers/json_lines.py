"""jsonl: one JSON object a line, streamed; a row's number is its line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import chain, islice
from typing import Any

from ulmfit_core.corpus.document import RejectedRow
from ulmfit_core.corpus.encoding import repaired
from ulmfit_core.corpus.files import DataFile
from ulmfit_core.corpus.lines import bounded_lines
from ulmfit_core.corpus.options import Format, ReadOptions
from ulmfit_core.corpus.rows import Row, Table

# Keys may differ from object to object: the columns are those of the first so many.
_N_LOOKED_AT = 100


def open_json_lines(file: DataFile, encoding: str, options: ReadOptions, stack: ExitStack) -> Table:
    """A jsonl file as a table."""
    text = file.open_text(encoding, stack)
    rows = _parsed_lines(bounded_lines(text, options.max_characters), file.name, options)
    return object_table(Format.JSONL, rows, encoding)


def object_table(format_: Format, rows: Iterator[Row | RejectedRow], encoding: str) -> Table:
    """A table of JSON objects; its columns are the keys of the first hundred."""
    first = list(islice(rows, _N_LOOKED_AT))
    keys = [key for row in first if isinstance(row, Row) for key in row.cells]
    return Table(format_, tuple(dict.fromkeys(keys)), chain(first, rows), encoding)


def object_row(value: Any, source: str, number: int) -> Row | RejectedRow:
    """A JSON object as a row; a bare string is a row with the one column ``text``."""
    if isinstance(value, str):
        return Row(source, number, {"text": value})
    if not isinstance(value, dict):
        return RejectedRow(source, number, "is not a JSON object")
    if not "".join(value).isascii():  # then half a character may be in a key
        value = {repaired(key): cell for key, cell in value.items()}
    return Row(source, number, value)


def _parsed_lines(
    lines: Iterator[str], source: str, options: ReadOptions
) -> Iterator[Row | RejectedRow]:
    for number, line in enumerate(lines, start=1):
        if len(line) > options.max_characters:
            reason = f"is longer than {options.max_characters:,} characters"
            yield RejectedRow(source, number, reason)
        elif line.strip():
            yield _parsed(line, source, number)


def _parsed(line: str, source: str, number: int) -> Row | RejectedRow:
    try:
        return object_row(json.loads(line), source, number)
    except json.JSONDecodeError as error:
        reason = f"is not valid JSON: {error.msg} (character {error.colno})"
    except (ValueError, RecursionError) as error:  # endless digits or brackets
        reason = f"is not usable JSON: {str(error).partition(';')[0]}"
    return RejectedRow(source, number, reason)
