"""The cells of columns, collected text by text, to part the texts by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from ulmfit_core.corpus.document import Kept
from ulmfit_core.evaluation.cell_kinds import dates_in, numbers_in
from ulmfit_core.evaluation.grouping import Grouping, groupings

_LONGEST = 200  # characters of a cell; a longer one names no group
_MOST = 5_000  # different cells that are neither numbers nor dates


class ColumnValues:
    """The different cells, of which the first is none, and each of n texts' place among them; both
    are let go once it is clear that they make no groups. Alike but for case and spaces is one, as
    people type it now so and now so; it is written as it came first."""

    def __init__(self, n: int) -> None:
        self._places, self._cells = {"": 0}, [""]
        self._codes = np.zeros(n, np.int64)
        self._is_open = True

    def note(self, place: int, cell: str) -> None:
        """The text at ``place`` has this cell."""
        if not self._is_open:
            return
        words = " ".join(cell.split())
        self._codes[place] = code = self._places.setdefault(words.casefold(), len(self._cells))
        if code == len(self._cells):
            self._cells.append(words)
            self._is_open = len(cell) <= _LONGEST and self._may_make_groups()
            if not self._is_open:
                self._places, self._cells, self._codes = {}, [], self._codes[:0]

    def groupings(self, column: str) -> Iterator[Grouping]:
        """The ways to part the texts by this ``column``."""
        if self._is_open:
            yield from groupings(column, self._cells, self._codes)

    def _may_make_groups(self) -> bool:
        if len(self._cells) != _MOST:
            return True
        return numbers_in(self._cells) is not None or dates_in(self._cells) is not None


class ColumnsBeside:
    """The columns that came along with n texts, filled text by text; in the order of ``names``,
    and of others as they come."""

    def __init__(self, n: int, names: Iterable[str] = ()) -> None:
        self._n = n
        self._columns = {name: ColumnValues(n) for name in names}

    def note(self, place: int, kept: Kept) -> None:
        """The text at ``place`` has these cells."""
        for name, cell in kept:
            if name not in self._columns:
                self._columns[name] = ColumnValues(self._n)
            self._columns[name].note(place, cell)

    def groupings(self) -> Iterator[Grouping]:
        """The ways to part the texts, column by column."""
        for name, column in self._columns.items():
            yield from column.groupings(name)
