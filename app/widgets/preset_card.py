"""A choice among few, with a line about each: a radio button as large as what it says."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from app.theme import Radius, Space, Type, colours, font, scaled

_DOT = 8  # radius of the ring


class PresetCard(QAbstractButton):
    """Put several with the same parent; the arrow keys go from one to the next."""

    def __init__(self, title: str, explanation: str) -> None:
        super().__init__()
        self._explanation = explanation
        self.detail = ""  # below the explanation
        self.setText(title)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAccessibleName(title)
        self.setAccessibleDescription(explanation)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def set_detail(self, text: str) -> None:
        """Say it; its line is there also while nothing is."""
        if text != self.detail:
            self.detail = text
            self.setAccessibleDescription(f"{self._explanation} {text}".strip())
            self.setToolTip(text)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(220, self.heightForWidth(220))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.heightForWidth(160))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        title = QFontMetrics(_title_font()).height()
        words = self._words_height(width)
        return Space.M + title + Space.XS + words + Space.S + _detail_height() + Space.M

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.isChecked() or self.hasFocus() or self.underMouse()
        edge = QColor(theme.accent if lit else theme.border)
        painter.setPen(QPen(edge, 2 if self.isChecked() or self.hasFocus() else 1))
        painter.setBrush(QColor(theme.accent_soft if self.isChecked() else theme.surface))
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(box, Radius.CARD, Radius.CARD)
        self._paint_ring(painter)
        self._paint_words(painter)
        painter.end()

    def _paint_ring(self, painter: QPainter) -> None:
        theme = colours()
        dot = scaled(_DOT)
        middle = QPointF(Space.L + dot, Space.M + QFontMetrics(_title_font()).height() / 2)
        on = self.isChecked()
        width = 5 * dot / _DOT if on else 1
        painter.setPen(QPen(QColor(theme.accent if on else theme.control), width))
        painter.setBrush(QColor(theme.surface))
        radius = dot - width / 2
        painter.drawEllipse(middle, radius, radius)

    def _paint_words(self, painter: QPainter) -> None:
        theme = colours()
        painter.setFont(_title_font())
        painter.setPen(QColor(theme.text))
        height = painter.fontMetrics().height()
        width = self.width() - _indent() - Space.M
        painter.drawText(QRectF(_indent(), Space.M, width, height), 0, self.text())
        painter.setFont(font(Type.BODY))
        painter.setPen(QColor(theme.muted))
        top = Space.M + height + Space.XS
        painter.drawText(
            QRectF(_indent(), top, width, self.height() - top),
            int(Qt.TextFlag.TextWordWrap),
            self._explanation,
        )
        self._paint_detail(painter, width)

    def _paint_detail(self, painter: QPainter, width: int) -> None:
        painter.setFont(_detail_font())
        painter.setPen(QColor(colours().text))
        height = _detail_height()
        box = QRectF(_indent(), self.height() - Space.M - height, width, height)
        words = painter.fontMetrics().elidedText(self.detail, Qt.TextElideMode.ElideRight, width)
        painter.drawText(box, 0, words)

    def _words_height(self, width: int) -> int:
        room = width - _indent() - Space.M
        metrics = QFontMetrics(font(Type.BODY))
        flags = int(Qt.TextFlag.TextWordWrap)
        return metrics.boundingRect(0, 0, room, 1000, flags, self._explanation).height() + 2


def _indent() -> int:
    return Space.L + 2 * scaled(_DOT) + Space.S


def _title_font() -> QFont:
    return font(Type.BODY, QFont.Weight.DemiBold)


def _detail_font() -> QFont:
    return font(Type.SMALL, QFont.Weight.DemiBold)


def _detail_height() -> int:
    return QFontMetrics(_detail_font()).height()
