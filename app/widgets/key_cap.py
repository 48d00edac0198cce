"""A key of the keyboard, drawn."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import Type, colours, font


class KeyCap(QWidget):
    """One key or combination, as ``7`` or ``Ctrl+K``."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if not key:
            self.hide()  # never shown here: without a parent it would be a window

    def sizeHint(self) -> QSize:
        return key_cap_size(self.key)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_key_cap(painter, QRectF(self.rect()), self.key)
        painter.end()


def key_cap_size(key: str) -> QSize:
    """How large a key is drawn."""
    metrics = QFontMetrics(_font())
    height = metrics.height() + 6
    return QSize(max(height, metrics.horizontalAdvance(key) + 14), height)


def paint_key_cap(painter: QPainter, rect: QRectF, key: str) -> None:
    """Draw a key into ``rect``; for delegates and buttons that paint themselves."""
    theme = colours()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.control), 1))
    painter.setBrush(QColor(theme.window))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setPen(QColor(theme.text))
    painter.setFont(_font())
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, key)
    painter.restore()


def _font() -> QFont:
    return font(Type.SMALL, QFont.Weight.Medium)
