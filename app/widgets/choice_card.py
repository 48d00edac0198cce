"""A large button: an icon, what it does, and a line about it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.icons import pixmap
from app.theme import Radius, Space, Type, colours, font, scaled

_ICON = 26
_BADGE = 48
_WRAPPED = int(Qt.TextFlag.TextWordWrap)


class ChoiceCard(QAbstractButton):
    """One way to begin. The preferred one is filled with the accent's soft colour."""

    def __init__(
        self,
        icon_name: str,
        title: str,
        explanation: str,
        *,
        preferred: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name, self._explanation, self._preferred = icon_name, explanation, preferred
        self.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(explanation)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it, as it does any other button."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(230, self.heightForWidth(230))

    def minimumSizeHint(self) -> QSize:
        return QSize(180, self.heightForWidth(180))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return (
            Space.L
            + scaled(_BADGE)
            + Space.L
            + self._height_of(self.text(), self._title_font(), width)
            + Space.XS
            + self._height_of(self._explanation, font(Type.BODY), width)
            + 2
            + Space.L
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        self._paint_badge(painter)
        self._paint_words(painter)
        painter.end()

    def _paint_ground(self, painter: QPainter) -> None:
        theme = colours()
        edge = QColor(theme.accent if self.underMouse() or self.hasFocus() else theme.border)
        painter.setPen(QPen(edge, 2 if self.hasFocus() else 1))
        painter.setBrush(QColor(theme.hover if self.isDown() else theme.surface))
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(rect, Radius.CARD, Radius.CARD)

    def _paint_badge(self, painter: QPainter) -> None:
        theme = colours()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.accent if self._preferred else theme.accent_soft))
        badge, side = scaled(_BADGE), scaled(_ICON)
        painter.drawRoundedRect(QRectF(Space.L, Space.L, badge, badge), Radius.CARD, Radius.CARD)
        colour = "on_accent" if self._preferred else "accent"
        image = pixmap(self._icon_name, colour, side, self.devicePixelRatioF())
        inset = Space.L + (badge - side) // 2
        painter.drawPixmap(inset, inset, image)

    def _paint_words(self, painter: QPainter) -> None:
        theme = colours()
        width = self.width() - 2 * Space.L
        top = Space.L + scaled(_BADGE) + Space.L
        painter.setFont(self._title_font())
        painter.setPen(QColor(theme.text))
        height = self._height_of(self.text(), self._title_font(), self.width())
        painter.drawText(QRectF(Space.L, top, width, height), _WRAPPED, self.text())
        painter.setFont(font(Type.BODY))
        painter.setPen(QColor(theme.muted))
        below = top + height + Space.XS
        painter.drawText(
            QRectF(Space.L, below, width, self.height() - below),
            _WRAPPED,
            self._explanation,
        )

    def _height_of(self, words: str, typeface: QFont, width: int) -> int:
        room = width - 2 * Space.L
        return QFontMetrics(typeface).boundingRect(0, 0, room, 1000, _WRAPPED, words).height()

    def _title_font(self) -> QFont:
        return font(Type.SECTION, QFont.Weight.DemiBold)
