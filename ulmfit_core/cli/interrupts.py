"""Ctrl-C, and a polite kill: pause with a checkpoint first, end at once the second time."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from ulmfit_core.training.events import StopVerb

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupted(BaseException):
    """The user ended the command; exit status 130.

    Not an Exception, and not a KeyboardInterrupt, which the command's framework turns into
    something else on its way up.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Interrupts:
    """Listens for signals while it is entered; ``kept`` says what an interruption leaves behind."""

    def __init__(self, say: Callable[[str], None], kept: str = "Nothing was written.") -> None:
        self.kept = kept
        self._say = say
        self._pausing = False
        self._told = False
        self._force: Callable[[], None] | None = None
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Interrupts:
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._handle) for number in _SIGNALS}
        return self

    def __exit__(self, *raised: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def stop_verb(self) -> StopVerb | None:
        """A run's stop check; says so when a pause is first heard.

        Not said by the signal's handler, which may come in the middle of another line.
        """
        if self._pausing and not self._told:
            self._told = True
            self._say("Pausing: saving a checkpoint … (press Ctrl-C again to stop at once)")
        return StopVerb.PAUSE if self._pausing else None

    @contextmanager
    def pausable(self, force: Callable[[], None]) -> Iterator[None]:
        """While the block runs the first signal only asks for a pause; ``force`` ends it."""
        self._force = force
        try:
            yield
        finally:
            self._force = None

    def _handle(self, number: int, frame: FrameType | None) -> None:
        if self._force is None:
            raise Interrupted(f"Interrupted. {self.kept}")
        if not self._pausing:
            self._pausing = True
            return
        self._force()
        raise Interrupted(f"Stopped at once. {self.kept}")
