"""What stands beside the texts of a project, text by text: by what they can be counted apart."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ulmfit_core.project.cell_kinds import dates_in, numbers_in
from ulmfit_core.project.documents import StoredDocument
from ulmfit_core.project.grouping import Grouping, groupings

_LONGEST = 200  # characters of a cell; a longer one names no group
_MOST_VALUES = 5_000  # of a column that is neither numbers nor dates


class BesideTexts:
    """Filled text by text; columns that make no groups are let go on the way."""

    def __init__(self, n: int) -> None:
        self._n = n
        self._files = _Column(n)
        self._columns: dict[str, _Column] = {}

    def take(self, place: int, document: StoredDocument) -> None:
        """Note what came with the text at ``place``."""
        self._files.note(place, document.source)
        for name, cell in document.kept:
            column = self._columns.get(name) or self._columns.setdefault(name, _Column(self._n))
            column.note(place, cell)

    def groupings(self) -> Iterator[Grouping]:
        """By the columns, in the order they came, then by the file."""
        for name, column in (*self._columns.items(), ("", self._files)):
            if column.is_open:
                yield from groupings(name, column.values, column.codes)


class _Column:
    """The different cells, of which the first is none, and each text's place among them."""

    def __init__(self, n: int) -> None:
        self._places = {"": 0}
        self.codes = np.zeros(n, np.int64)
        self.is_open = True

    @property
    def values(self) -> list[str]:
        return [*self._places]

    def note(self, place: int, cell: str) -> None:
        """The text at ``place`` has this cell."""
        if self.is_open:
            self.codes[place] = self._places.setdefault(cell.strip(), len(self._places))
            self.is_open = len(cell) <= _LONGEST and (
                len(self._places) != _MOST_VALUES or self._is_of_a_kind()
            )
            if not self.is_open:
                self._places, self.codes = {}, self.codes[:0]

    def _is_of_a_kind(self) -> bool:
        return numbers_in(self.values) is not None or dates_in(self.values) is not None
