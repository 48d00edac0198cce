"""One step in the sidebar: icon, name, how it stands, and a tick once it is done."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from app.icons import pixmap
from app.theme import Radius, Space, Type, colours, font, scaled
from app.translation import tr

_ICON = 22
_TICK = 18


class StepButton(QAbstractButton):
    """Checked while its page is in front."""

    def __init__(self, title: str, icon_name: str) -> None:
        super().__init__()
        self._icon_name = icon_name
        self.state = ""
        self.is_done = False
        self.setText(title)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_state(self, state: str, done: bool) -> None:
        """Say how the step stands."""
        self.state, self.is_done = state, done
        self.setAccessibleName(self.text())
        self.setAccessibleDescription(f"{state}, {tr('done')}" if done else state)
        self.setToolTip(state)
        self.update()

    def sizeHint(self) -> QSize:
        lines = self._name_metrics().height() + self._state_metrics().height()
        return QSize(200, lines + 2 * Space.S + Space.XS)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        ratio, side, tick_side = self.devicePixelRatioF(), scaled(_ICON), scaled(_TICK)
        image = pixmap(self._icon_name, "accent" if self.isChecked() else "muted", side, ratio)
        painter.drawPixmap(Space.M, round((self.height() - side) / 2), image)
        top = self._paint_words(painter)
        if self.is_done:  # beside the name: the state may need its whole line
            tick = pixmap("check", "success", tick_side, ratio)
            middle = top + self._name_metrics().height() / 2
            left = self.width() - tick_side - Space.M
            painter.drawPixmap(left, round(middle - tick_side / 2), tick)
        painter.end()

    def _paint_ground(self, painter: QPainter) -> None:
        theme = colours()
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked():
            painter.setBrush(QColor(theme.surface))
        elif self.underMouse():
            painter.setBrush(QColor(theme.hover))
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.accent), 2))
        elif self.isChecked():
            painter.setPen(QPen(QColor(theme.border), 1))
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(rect, Radius.CONTROL, Radius.CONTROL)

    def _paint_words(self, painter: QPainter) -> float:
        """Where the name, above the state, begins."""
        theme = colours()
        left = Space.M + scaled(_ICON) + Space.M
        width = self.width() - left - Space.S
        name, state = self._name_metrics(), self._state_metrics()
        top = (self.height() - name.height() - state.height() - 2) / 2
        painter.setFont(self._name_font())
        painter.setPen(QColor(theme.text))
        painter.drawText(QRectF(left, top, width, name.height()), 0, self.text())
        painter.setFont(font(Type.SMALL))
        painter.setPen(QColor(theme.muted))
        shown = state.elidedText(self.state, Qt.TextElideMode.ElideRight, int(width))
        below = top + name.height() + 2
        painter.drawText(QRectF(left, below, width, state.height()), 0, shown)
        return top

    def _name_metrics(self) -> QFontMetrics:
        return QFontMetrics(self._name_font())

    def _state_metrics(self) -> QFontMetrics:
        return QFontMetrics(font(Type.SMALL))

    def _name_font(self) -> QFont:
        chosen = QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Medium
        return font(Type.BODY, chosen)
