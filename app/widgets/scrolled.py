"""Room for what is higher than a low window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.theme import Space
from app.widgets.layouts import vbox


class Scrolled(QScrollArea):
    """``inside`` fills the area; it is scrolled only where that is lower than ``inside`` can be.

    A QScrollArea that resizes its widget gives one with wrapped words the height it would like
    best instead. ``name`` is what the keyboard meets here.
    """

    def __init__(self, inside: QWidget, name: str) -> None:
        super().__init__()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)
        layout = inside.layout()
        assert layout is not None
        self._inside, self._layout = inside, layout
        inside.setProperty("role", "page")
        self.setWidget(inside)
        inside.installEventFilter(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._inside and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        room, least = self.viewport().size(), self._layout.minimumSize().height()
        if self._layout.hasHeightForWidth():
            least = self._layout.minimumHeightForWidth(room.width())
        self._inside.resize(room.width(), max(room.height(), least))


def scrolled_column(name: str, column: QVBoxLayout) -> QScrollArea:
    """``column`` as wide as its place; the keyboard meets the area as ``name``."""
    column.setContentsMargins(0, 0, Space.S, 0)
    area = _resizing(column)
    area.setAccessibleName(name)
    return area


def scrolled_rows(rows: QVBoxLayout) -> QScrollArea:
    """``rows`` one below the other from the top; what is in them scrolls the area."""
    area = _resizing(vbox(rows, 1))
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setProperty("role", "bare")
    return area


def _resizing(column: QVBoxLayout) -> QScrollArea:
    holder = QWidget()
    holder.setProperty("role", "page")
    holder.setLayout(column)
    area = QScrollArea(widgetResizable=True)
    area.setWidget(holder)
    return area
