"""Waiting in the window's thread for another one, with the window alive."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer

_LOOK_AGAIN = 20  # ms


def wait_while(is_going_on: Callable[[], bool]) -> None:
    """Return once this says no; keys and clicks come afterwards, in their order."""
    while is_going_on():
        loop = QEventLoop()
        QTimer.singleShot(_LOOK_AGAIN, loop.quit)
        loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
