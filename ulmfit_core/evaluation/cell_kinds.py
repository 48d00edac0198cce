"""Columns of numbers and of dates, among cells that were kept as text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.evaluation.written_dates import Way, in_form, iso_date, month_and_year, spelt_date
from ulmfit_core.evaluation.written_numbers import (
    ambiguous_sign,
    bare_numbers,
    with_comma,
    with_point,
)

_UNDERSTOOD = 0.9  # of the different cells: of a survey's ages some are "n/a"

_TRIED = 1_000  # cells, before all are read: an attempt that fails takes long
_DAYS = "%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d"
_WAYS: tuple[Way, ...] = iso_date, spelt_date, month_and_year, *map(in_form, _DAYS)
Numbers = NDArray[np.float64]


def numbers_in(cells: Sequence[str]) -> Numbers | None:
    """Each cell's number, NaN where it has none; None where the cells are no numbers."""
    if _fits(month_and_year, cells):
        return None  # "03.2025" comes before "02.2026"
    numbers = _in_one_notation(bare_numbers(cells))
    return numbers if is_most(int(np.isfinite(numbers).sum()), cells) else None


def dates_in(cells: Sequence[str]) -> list[str] | None:
    """Each cell's day, month or year as ISO 8601 writes it, "" where it has none; None where the
    cells are no dates, or could be read with the day or with the month first."""
    ways = [[way(cell) for cell in cells] for way in _WAYS if _fits(way, cells)]
    found = [dates for dates in ways if is_most(sum(map(bool, dates)), cells)]
    return found[0] if len(found) == 1 else None


def is_most(n: int, cells: Sequence[str]) -> bool:
    """Whether so many of the cells are all but a few odd ones, empty ones aside."""
    n_filled = sum(map(bool, cells))
    return 0 < n >= _UNDERSTOOD * n_filled


def _fits(way: Way, cells: Sequence[str]) -> bool:
    """Whether the first cells are dates by it."""
    few = cells[:_TRIED]
    return is_most(sum(bool(way(cell)) for cell in few), few)


def _in_one_notation(cells: Sequence[str]) -> Numbers:
    """By the notation, with a point or a comma before decimals, that fits more of them. Where both
    fit, those that they differ on count as thousands or as none."""
    point, comma = (np.array([*map(read, cells)], np.float64) for read in (with_point, with_comma))
    n_point, n_comma = (int(np.isfinite(read).sum()) for read in (point, comma))
    if n_point != n_comma:
        return point if n_point > n_comma else comma
    if np.array_equal(_order(point), _order(comma)):
        return point
    thousands = {",": point, ".": comma}
    return thousands.get(_sign_of_thousands(cells), np.where(point == comma, point, np.nan))


def _sign_of_thousands(cells: Sequence[str]) -> str:
    """What is before three digits of some where no other goes beyond 999: decimals would seldom all
    be as long; "" where that is not so."""
    signs = [sign for sign in map(ambiguous_sign, cells) if sign is not None]
    different = {*signs} - {""}
    return different.pop() if len(different) == 1 and is_most(len(signs), cells) else ""


def _order(numbers: Numbers) -> NDArray[np.intp]:
    return np.unique(numbers, return_inverse=True)[1]
