"""csv, tsv, txt, jsonl and json: rows as lines of text."""

from __future__ import annotations

import csv
import json
from typing import Any, TextIO

from ulmfit_core.corpus.cells import for_json
from ulmfit_core.corpus.writers.cells import guarded, in_digits, plain_cell


class DelimitedWriter:
    """csv and tsv as RFC 4180 has them: quoted where needed, CRLF at the end of a row."""

    n_shortened = 0

    def __init__(
        self,
        text: TextIO,
        header: tuple[str, ...],
        delimiter: str,
        guard_formulas: bool,
        decimal_sign: str = ".",
    ) -> None:
        # The csv module quotes the characters of the line end, so both must stand in it.
        self._writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
        self._guard_formulas, self._decimal_sign = guard_formulas, decimal_sign
        if header:
            self.write(list(header))

    def write(self, cells: list[Any]) -> None:
        """Write one row."""
        plain = (in_digits(plain_cell(cell), self._decimal_sign) for cell in cells)
        self._writer.writerow(map(guarded, plain) if self._guard_formulas else plain)

    def finish(self) -> None:
        """Nothing is pending."""

    def abandon(self) -> None:
        """Nothing is held."""


class LineWriter:
    """txt: the cells of a row on one line, parted by tabs; it has no header."""

    n_shortened = 0

    def __init__(self, text: TextIO) -> None:
        self._text = text

    def write(self, cells: list[Any]) -> None:
        """Write one row; tabs and line ends within a cell become spaces."""
        plain = (in_digits(plain_cell(cell)) for cell in cells)
        parts = ("" if cell is None else " ".join(str(cell).split()) for cell in plain)
        self._text.write("\t".join(parts) + "\n")

    def finish(self) -> None:
        """Nothing is pending."""

    def abandon(self) -> None:
        """Nothing is held."""


class JsonWriter:
    """jsonl, and json as an array with one object a line; values keep their types."""

    n_shortened = 0

    def __init__(self, text: TextIO, columns: tuple[str, ...], *, as_array: bool) -> None:
        self._text, self._columns, self._as_array = text, columns, as_array
        self._before = "[\n" if as_array else ""

    def write(self, cells: list[Any]) -> None:
        """Write one object."""
        record = dict(zip(self._columns, map(for_json, cells), strict=True))
        self._text.write(self._before + json.dumps(record, ensure_ascii=False, default=str))
        self._before = ",\n" if self._as_array else "\n"

    def finish(self) -> None:
        """End the last line, and the array."""
        if self._as_array:
            self._text.write("\n]\n" if self._before == ",\n" else "[]\n")
        elif self._before:
            self._text.write("\n")

    def abandon(self) -> None:
        """Nothing is held."""
