"""A label as a button: its key, its colour, its name, how often it was given."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.theme import Radius, Space, Type, colours, font, label_colour, mixed
from app.translation import number, tr_count
from app.widgets.key_cap import key_cap_size, paint_key_cap

_DOT = 12
_MARK = 18  # the tick's place


class LabelButton(QAbstractButton):
    """Checked where the document has the label: then it is outlined, tinted and ticked.

    ``colour`` is what ``theme.label_colour`` takes.
    """

    def __init__(
        self,
        name: str,
        key: str = "",
        colour: int | str = 0,
        count: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._key, self._colour, self._count = key, colour, count
        self.setText(name)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._say()

    @property
    def key(self) -> str:
        return self._key

    @property
    def count(self) -> int:
        return self._count

    def set_count(self, count: int) -> None:
        self._count = count
        self._say()
        self.update()

    def set_key(self, key: str) -> None:
        self._key = key
        self._say()
        self.updateGeometry()
        self.update()

    def set_colour(self, colour: int | str) -> None:
        self._colour = colour
        self.update()

    def sizeHint(self) -> QSize:
        name = self.fontMetrics().horizontalAdvance(self.text())
        count = self.fontMetrics().horizontalAdvance(number(self._count))
        key = key_cap_size(self._key).width() + Space.M if self._key else 0
        width = Space.M + key + _DOT + Space.S + name + _MARK + Space.L + count + Space.M
        return QSize(width, self.fontMetrics().height() + 2 * Space.M)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(160, self.sizeHint().width()), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        left = self._paint_key(painter, Space.M)
        left = self._paint_dot(painter, left)
        self._paint_words(painter, left)
        painter.end()

    def _say(self) -> None:
        self.setAccessibleName(self.text())
        given = tr_count("given to {n} text", "given to {n} texts", self._count)
        self.setAccessibleDescription(f"{self._key}, {given}" if self._key else given)

    def _paint_ground(self, painter: QPainter) -> None:
        theme, own = colours(), label_colour(self._colour)
        ground = QColor(theme.hover if self.underMouse() or self.isDown() else theme.surface)
        painter.setPen(QPen(QColor(theme.border), 1))
        if self.isChecked():
            ground = mixed(own, QColor(theme.surface), 0.16)
            painter.setPen(QPen(own, 2))
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.accent), 2))
        painter.setBrush(ground)
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(1, 1, -1, -1), Radius.CONTROL, Radius.CONTROL
        )

    def _paint_key(self, painter: QPainter, left: float) -> float:
        if not self._key:
            return left
        size = key_cap_size(self._key)
        top = (self.height() - size.height()) / 2
        paint_key_cap(painter, QRectF(left, top, size.width(), size.height()), self._key)
        return left + size.width() + Space.M

    def _paint_dot(self, painter: QPainter, left: float) -> float:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(label_colour(self._colour))
        painter.drawEllipse(QRectF(left, (self.height() - _DOT) / 2, _DOT, _DOT))
        return left + _DOT + Space.S

    def _paint_words(self, painter: QPainter, left: float) -> None:
        theme = colours()
        count = number(self._count)
        painter.setFont(font(Type.SMALL))
        taken = painter.fontMetrics().horizontalAdvance(count)
        right = self.width() - Space.M
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(theme.muted))
        painter.drawText(
            QRectF(right - taken, 0, taken, self.height()),
            middle | Qt.AlignmentFlag.AlignRight,
            count,
        )
        painter.setFont(font(Type.BODY))
        painter.setPen(QColor(theme.text))
        room = right - taken - Space.S - (_MARK if self.isChecked() else 0) - left
        name = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, int(max(0, room))
        )
        painter.drawText(QRectF(left, 0, room, self.height()), middle, name)
        if self.isChecked():
            self._paint_tick(painter, left + painter.fontMetrics().horizontalAdvance(name))

    def _paint_tick(self, painter: QPainter, left: float) -> None:
        y = self.height() / 2
        painter.setPen(QPen(QColor(colours().text), 2))
        painter.drawPolyline(
            [QPointF(left + 8, y), QPointF(left + 11, y + 4), QPointF(left + 17, y - 4)]
        )
