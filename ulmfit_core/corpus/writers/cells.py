"""What a cell becomes before it is written."""

from __future__ import annotations

import json
import math
import re
from decimal import Decimal
from typing import Any, Protocol

from ulmfit_core.corpus.cells import for_json
from ulmfit_core.corpus.encoding import damage, repaired

# What spreadsheets take for the start of a formula (OWASP, "CSV injection").
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
# A telephone's number too: without a sign between them nothing is computed.
_NUMBER = re.compile(r"[+-][.,]?[0-9]([0-9., ]*[0-9])?([eE][+-]?[0-9]+)?( ?%)?")

Cell = str | int | float | None


class RowWriter(Protocol):
    """Writes rows in order; ``n_shortened`` cells were longer than the format can hold."""

    n_shortened: int

    def write(self, cells: list[Any]) -> None:
        """Write one row, a cell for each column."""

    def finish(self) -> None:
        """Write what is pending and the end of the file."""

    def abandon(self) -> None:
        """Let go of what ``finish`` would have closed; the file is thrown away."""


def plain_cell(value: Any) -> Cell:
    """Any value a reader yields as text, number or nothing; lists and objects as JSON."""
    if isinstance(value, str):
        return value if damage(value) is None else repaired(value)
    if isinstance(value, float):
        return None if math.isnan(value) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, list | tuple | dict):
        return plain_cell(json.dumps(for_json(value), ensure_ascii=False, default=str))
    return plain_cell(str(value))


def in_digits(cell: Cell, decimal_sign: str = ".") -> Cell:
    """A decimal number as text without an exponent, which spreadsheets of some languages take for a
    word; other cells as they are."""
    if not isinstance(cell, float) or not math.isfinite(cell):
        return cell
    written = repr(cell)
    written = format(Decimal(written), "f") if "e" in written else written
    return written.replace(".", decimal_sign)


def guarded(cell: Cell) -> Cell:
    """``cell``, with an apostrophe before what a spreadsheet would run as a formula."""
    if not isinstance(cell, str) or not cell.startswith(_FORMULA_STARTS):
        return cell
    return cell if _NUMBER.fullmatch(cell) else f"'{cell}"


def unguarded(text: str) -> str:
    """What ``guarded`` was given, or a number that was guarded once."""
    is_guarded = text.startswith("'") and text[1:].startswith(_FORMULA_STARTS)
    return text[1:] if is_guarded else text
