"""Columns of numbers and of dates, among cells that were kept as text."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.evaluation.written_dates import Way, in_form, iso_date, month_and_year, spelt_date

_UNDERSTOOD = 0.9  # of the different cells: of a survey's ages some are "n/a"

_TRIED = 1_000  # cells, before all are read: an attempt that fails takes long
_DAYS = "%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d"
_WAYS: tuple[Way, ...] = iso_date, spelt_date, month_and_year, *map(in_form, _DAYS)
Numbers = NDArray[np.float64]


def numbers_in(cells: Sequence[str]) -> Numbers | None:
    """Each cell's number, NaN where it has none; None where the cells are no numbers."""
    if _fits(month_and_year, cells):
        return None  # "03.2025" comes before "02.2026"
    numbers = np.array([_number(cell) for cell in cells], np.float64)
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


def _number(cell: str) -> float:
    with suppress(ValueError):
        return float(cell)
    return float("nan")
