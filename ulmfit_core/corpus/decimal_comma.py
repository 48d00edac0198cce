"""Whether a delimited file writes decimals behind a comma, as spreadsheets of half the world do."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NUMBER = re.compile(r"[-+]?(?:\d+|(?:\d{1,3}(?:\.\d{3})+|\d*),\d+)")
_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2},\d{3}")  # or a number with three decimals


def has_decimal_comma(rows: Sequence[Sequence[str]]) -> bool:
    """Whether all filled cells of some column are numbers, and one has surely decimals behind a
    comma; rows are of one width."""
    return any(map(_is_decimal, zip(*rows, strict=True)))


def _is_decimal(column: Sequence[str]) -> bool:
    filled = [cell for cell in map(str.strip, column) if cell]
    decimals = ("," in cell and not _THOUSANDS.fullmatch(cell) for cell in filled)
    return all(map(_NUMBER.fullmatch, filled)) and any(decimals)
