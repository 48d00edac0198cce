"""Keeps the garbage collector from holding up the window.

Python's full collection goes through every object there is: 80,000 once the window stands, 30 ms
of the thread that draws, and more with each page. What lives as long as the project is therefore
taken out of its sight.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.main_window import MainWindow


def spare_what_stays(window: MainWindow) -> None:
    """Spare the window and the pages it makes; a closed project's pages are collected again."""
    _spare()
    window.pages.made.connect(_spare)
    window.studio.workspace.closed.connect(gc.unfreeze)


def _spare() -> None:
    gc.collect()
    gc.freeze()
