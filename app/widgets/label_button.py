"""A label as a button: its key, its colour, its name, how often it was given, how likely it is."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.theme import Radius, Space, Type, colours, font, label_colour, mixed
from app.translation import number, percent, tr, tr_count
from app.widgets.key_cap import key_cap_size, paint_key_cap

ACCEPT = "↵"  # the key that accepts a suggestion

_DOT = 12
_MARK = 18  # the tick's place
_BAR = 3  # height of the bar that shows a probability


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
        self._probability: float | None = None
        self._is_best = False
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

    @property
    def probability(self) -> float | None:
        return self._probability

    @property
    def is_best(self) -> bool:
        return self._is_best

    def set_suggestion(self, probability: float | None, is_best: bool = False) -> None:
        """Say how likely the label is, in the place of the count; None takes that back."""
        self._probability, self._is_best = probability, is_best
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
        self._paint_probability(painter)
        left = self._paint_key(painter, Space.M)
        left = self._paint_dot(painter, left)
        self._paint_words(painter, left)
        painter.end()

    def _say(self) -> None:
        self.setAccessibleName(self.text())
        given = tr_count("given to {n} text", "given to {n} texts", self._count)
        words = [self._key, given]
        if self._probability is not None:
            words.append(tr("{percent} likely", percent=percent(self._probability)))
        if self._is_best:
            words.append(tr("suggested, Enter accepts it"))
        self.setAccessibleDescription(", ".join(word for word in words if word))
        self.setToolTip(given[:1].upper() + given[1:] if self._probability is not None else "")

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

    def _paint_probability(self, painter: QPainter) -> None:
        if self._probability is None:
            return
        room = self.width() - 2 * Space.M
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(label_colour(self._colour))
        bar = QRectF(Space.M, self.height() - _BAR - 2, room * self._probability, _BAR)
        painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)

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
        room = self._paint_figure(painter) - Space.S - (_MARK if self.isChecked() else 0) - left
        middle = Qt.AlignmentFlag.AlignVCenter
        weight = QFont.Weight.DemiBold if self._is_best else QFont.Weight.Normal
        painter.setFont(font(Type.BODY, weight))
        painter.setPen(QColor(theme.text))
        name = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, int(max(0, room))
        )
        painter.drawText(QRectF(left, 0, room, self.height()), middle, name)
        if self.isChecked():
            self._paint_tick(painter, left + painter.fontMetrics().horizontalAdvance(name))

    def _paint_figure(self, painter: QPainter) -> float:
        """How likely the label is, else how often it was given; where that begins."""
        words = number(self._count)
        if self._probability is not None:
            words = percent(self._probability)
        right = float(self.width() - Space.M)
        if self._is_best:
            size = key_cap_size(ACCEPT)
            right -= size.width()
            top = (self.height() - size.height()) / 2
            paint_key_cap(painter, QRectF(right, top, size.width(), size.height()), ACCEPT)
            right -= Space.S
        painter.setFont(font(Type.SMALL))
        taken = painter.fontMetrics().horizontalAdvance(words)
        painter.setPen(QColor(colours().text if self._is_best else colours().muted))
        place = QRectF(right - taken, 0, taken, self.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)
        return right - taken

    def _paint_tick(self, painter: QPainter, left: float) -> None:
        y = self.height() / 2
        painter.setPen(QPen(QColor(colours().text), 2))
        painter.drawPolyline(
            [QPointF(left + 8, y), QPointF(left + 11, y + 4), QPointF(left + 17, y - 4)]
        )
