"""Long work as the user sees it: what, how far, how long still, and a way to stop it."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QObject, Signal


class ActivityState(Enum):
    RUNNING = "running"
    STOPPING = "stopping"  # asked to, and not yet there
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


_ENDED = (ActivityState.DONE, ActivityState.STOPPED, ActivityState.FAILED)


class Activity(QObject):
    """One piece of long work. Whoever does it calls ``progress`` and ``end``; the panel watches.

    ``stop`` is what the panel's button does. It only asks: the work says by ``end`` when it
    has stopped. ``if_stopped`` says what becomes of it then, to whoever is about to quit; empty
    where that is no loss. What ``pauses`` can go on where it was. Everything here happens in the
    window's thread.
    """

    changed = Signal()
    stop_requested = Signal()
    ended = Signal()

    def __init__(
        self,
        title: str,
        *,
        if_stopped: str = "",
        pauses: bool = False,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.title = title
        self.if_stopped = if_stopped
        self.pauses = pauses
        self.text = ""
        self.done = 0.0
        self.total = 0.0  # 0 while nobody knows
        self.state = ActivityState.RUNNING
        self._clock = clock
        self._paced_from = (clock(), 0.0)  # when it said first how far it is, and how far
        self._seconds_left: float | None = None

    @property
    def fraction(self) -> float | None:
        """How far, from 0 to 1; None while nobody knows."""
        return min(1.0, self.done / self.total) if self.total > 0 else None

    @property
    def seconds_left(self) -> float | None:
        """The seconds still to go: as told, else by the pace so far; None while nobody knows."""
        if self.is_over or self._seconds_left is not None or not self.total:
            return None if self.is_over else self._seconds_left
        at, first = self._paced_from  # what went before is no work, or another session's
        elapsed, gained = self._clock() - at, self.done - first
        left = max(0.0, self.total - self.done)
        return elapsed * left / gained if elapsed >= 1 and gained > 0 else None

    @property
    def is_over(self) -> bool:
        return self.state in _ENDED

    def progress(
        self, done: float, total: float, text: str = "", seconds_left: float | None = None
    ) -> None:
        """Say how far it is; ``seconds_left`` where the work knows better than the pace."""
        if not self.total or done < self.done:
            self._paced_from = (self._clock(), done)
        self.done, self.total, self._seconds_left = done, total, seconds_left
        self.text = text or self.text
        self.changed.emit()

    def stop(self) -> None:
        """Ask it to stop; heard once."""
        if self.state is ActivityState.RUNNING:
            self.state = ActivityState.STOPPING
            self.changed.emit()
            self.stop_requested.emit()

    def end(self, state: ActivityState = ActivityState.DONE) -> None:
        """Say that it is over, and how."""
        if not self.is_over:
            self.state = state
            self.changed.emit()
            self.ended.emit()
