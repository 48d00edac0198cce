"""A row that becomes a column where there is no room for its words."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.theme import Space
from app.widgets.layouts import Part, hbox, turn

_DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


class TurningRow(QWidget):
    """As wide as its place: its parts stand beside one another, else below, their words wrapped."""

    def __init__(self, *parts: Part) -> None:
        """``parts`` as :func:`app.widgets.layouts.add` takes them."""
        super().__init__()
        self._row = hbox(*parts, within=self, spacing=Space.S)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # other words, or larger ones
            self._turn()
        return super().event(event)

    def _turn(self) -> None:
        widths = [_width(part) for part in self.findChildren(QWidget, options=_DIRECT)]
        is_beside = sum(widths) + Space.S * (len(widths) - 1) <= self.width()
        for label in self.findChildren(QLabel, options=_DIRECT):
            if label.wordWrap() is is_beside:
                label.setWordWrap(not is_beside)
        turn(self._row, beside=is_beside)


def _width(part: QWidget) -> int:
    """In one line."""
    if isinstance(part, QLabel):
        return part.fontMetrics().horizontalAdvance(part.text())
    return part.sizeHint().width()
