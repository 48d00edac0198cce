"""A table of numbers that grows while a plot reads it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class Series:
    """Rows of ``width`` numbers: grows by amortised O(1) and shrinks by O(1)."""

    def __init__(self, width: int) -> None:
        self._buffer = np.empty((256, width))
        self._length = 0

    def __len__(self) -> int:
        return self._length

    @property
    def values(self) -> NDArray[np.float64]:
        """A view of the rows so far, [n, width]; valid until the next append."""
        view = self._buffer[: self._length]
        view.flags.writeable = False
        return view

    def append(self, row: tuple[float, ...]) -> None:
        if self._length == len(self._buffer):
            grown = np.empty((2 * self._length, *self._buffer.shape[1:]))
            grown[: self._length] = self._buffer
            self._buffer = grown
        self._buffer[self._length] = row
        self._length += 1

    def truncate(self, length: int) -> None:
        self._length = min(self._length, length)

    def last(self) -> NDArray[np.float64]:
        """A copy of the newest row, [width]; zeros before the first."""
        width = self._buffer.shape[1]
        return self._buffer[self._length - 1].copy() if self._length else np.zeros(width)
