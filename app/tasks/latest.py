"""Telling the answer to the newest question from answers that come late."""

from __future__ import annotations

from collections.abc import Callable


class Latest:
    """Counts the questions of one kind."""

    def __init__(self) -> None:
        self._n = 0

    def begin(self) -> Callable[[], bool]:
        """A new question; what is returned says whether none has begun since."""
        self._n += 1
        mine = self._n
        return lambda: mine == self._n
