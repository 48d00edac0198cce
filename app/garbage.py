"""Keeps the garbage collector from holding up the window, and in the window's own thread.

Python's full collection goes through every object there is: 80,000 once the window stands, 30 ms
of the thread that draws, and more with each page. What lives as long as the project is therefore
taken out of its sight. And Python collects in whichever thread asks for memory, while Qt wants
its objects destroyed in the thread they live in.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from app.main_window import MainWindow


_BETWEEN_LOOKS = 1000  # ms


class Collector(QObject):
    """Collects in the thread it was made in and in no other, for as long as the app runs."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        timer = QTimer(self)
        timer.timeout.connect(self.collect)
        timer.start(_BETWEEN_LOOKS)

    def collect(self) -> None:
        """Collect what Python would have by now: the oldest generation that is due."""
        due = [n for n, (count, most) in enumerate(_generations()) if count > most > 0]
        if due:
            gc.collect(due[-1])


def _generations() -> zip[tuple[int, int]]:
    return zip(gc.get_count(), gc.get_threshold(), strict=True)


def spare_what_stays(window: MainWindow) -> None:
    """Spare the window and the pages it makes; a closed project's pages are collected again."""
    _spare()
    window.pages.made.connect(_spare)
    window.studio.workspace.closed.connect(gc.unfreeze)


def _spare() -> None:
    gc.collect()
    gc.freeze()
