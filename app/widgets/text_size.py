"""Lengths that go with the text: fitted anew when it becomes larger or smaller."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget


def with_text_size(widget: QWidget, fit: Callable[[], object]) -> None:
    """Call ``fit`` now, and again whenever the text size of ``widget`` changes."""
    fit()
    widget.installEventFilter(_TextSize(widget, fit))


class _TextSize(QObject):
    def __init__(self, widget: QWidget, fit: Callable[[], object]) -> None:
        super().__init__(widget)
        self._fit = fit

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FontChange:
            self._fit()
        return False
