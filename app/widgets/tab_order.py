"""Where Tab goes from what is made after the rest of its page."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtWidgets import QWidget


def tab_through(*widgets: QWidget) -> None:
    """Have Tab go from the first to the second and on, all of them in one window; from the last to
    what came after the first."""
    for before, after in pairwise(widgets):
        QWidget.setTabOrder(before, after)
