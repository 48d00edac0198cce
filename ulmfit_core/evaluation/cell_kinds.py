"""Columns of numbers and of dates, among cells that were kept as text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

_UNDERSTOOD = 0.9  # of the different cells: of a survey's ages some are "n/a"

_TRIED = 1_000  # cells, before all are read: an attempt that fails takes long


def numbers_in(cells: Sequence[str]) -> NDArray[np.float64] | None:
    """Each cell's number, NaN where it has none; None where the cells are no numbers."""
    numbers = np.array([_number(cell) for cell in cells], np.float64)
    return numbers if _is_most(np.isfinite(numbers).sum(), cells) else None


def dates_in(cells: Sequence[str]) -> list[str] | None:
    """Each cell's day as ISO 8601 writes it, "" where it has none; None where the cells are no
    dates, or could be read with the day or with the month first."""
    few = cells[:_TRIED]
    tried = [way for way in _WAYS if _is_most(sum(bool(way(cell)) for cell in few), few)]
    ways = [[way(cell) for cell in cells] for way in tried]
    found = [days for days in ways if _is_most(sum(map(bool, days)), cells)]
    return found[0] if len(found) == 1 else None


def _is_most(n: int, cells: Sequence[str]) -> bool:
    n_filled = sum(map(bool, cells))
    return 0 < n >= _UNDERSTOOD * n_filled


def _number(cell: str) -> float:
    with suppress(ValueError):
        return float(cell)
    return float("nan")


def _written(parse: Callable[[str], datetime]) -> Callable[[str], str]:
    def day_of(cell: str) -> str:
        with suppress(ValueError, TypeError, IndexError, OverflowError):
            return parse(cell.strip()).date().isoformat()
        return ""

    return day_of


def _in_form(form: str) -> Callable[[str], datetime]:
    """A time of day after it is passed over."""
    read = lru_cache(_TRIED)(lambda day: datetime.strptime(day, form))
    return lambda cell: read(cell.split()[0].rstrip(","))


_WAYS = tuple(
    map(
        _written,
        (
            datetime.fromisoformat,
            parsedate_to_datetime,
            _in_form("%d.%m.%Y"),
            _in_form("%d.%m.%y"),
            _in_form("%d/%m/%Y"),
            _in_form("%m/%d/%Y"),
        ),
    )
)
