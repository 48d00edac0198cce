"""A label as a button: its key, its colour, its name, how often it was given, how likely it is."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from app.plain_words import cut, plain_tip, wrapped_tip
from app.text_direction import isolated
from app.theme import Radius, Space, Type, colours, font, label_colour, mixed
from app.translation import number, percent, tr, tr_count
from app.widgets.key_cap import key_cap_size, paint_key_cap

ACCEPT = "↵"  # the key that accepts a suggestion

_DOT = 12
_MARK = 18  # the tick's place
_BAR = 3  # height of the bar that shows a probability
_NAME_SHARE = 0.56  # of the height, where the figure stands below the name


@dataclass(frozen=True)
class _Words:
    """The name as far as there is room for it, its place, and that of the figure."""

    shown: str
    name: QRectF
    figure: QRectF


class LabelButton(QAbstractButton):
    """Checked where the document has the label: then it is outlined, tinted and ticked.

    ``colour`` is what ``theme.label_colour`` takes; the tool tip tells its ``definition``.
    """

    def __init__(
        self,
        name: str,
        key: str = "",
        colour: int | str = 0,
        count: int = 0,
        definition: str = "",
    ) -> None:
        super().__init__()
        self.key, self._colour, self.count = key, colour, count
        self._definition = definition
        self.probability: float | None = None
        self.is_best = False
        self.setText(name)
        self.setShortcut(QKeySequence())  # "R&D" would have made one of Alt+D
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._say()

    def set_count(self, count: int) -> None:
        self.count = count
        self._say()
        self.update()

    def set_suggestion(self, probability: float | None, is_best: bool = False) -> None:
        """Say how likely the label is, in the place of the count; None takes that back."""
        self.probability, self.is_best = probability, is_best
        self._say()
        self.update()

    def sizeHint(self) -> QSize:
        name = self.fontMetrics().horizontalAdvance(self.text())
        count = self.fontMetrics().horizontalAdvance(number(self.count))
        width = self.name_left() + name + _MARK + Space.L + count + Space.M
        return QSize(width, self.fontMetrics().height() + 2 * Space.M)

    def name_left(self) -> int:
        """Where the name begins, from the left edge."""
        return self._before_dot() + _DOT + Space.S

    def shown_name(self) -> str:
        """The name, cut where there is no room for it."""
        return self._words().shown

    @property
    def shows_accepting_key(self) -> bool:
        """Whether Enter accepts it and the key for that stands in it: the name comes first."""
        return self.is_best and self._name_end() <= self._before_accept()

    def minimumSizeHint(self) -> QSize:
        return QSize(min(160, self.sizeHint().width()), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        self._paint_probability(painter)
        self._paint_key(painter)
        self._paint_dot(painter)
        self._paint_words(painter)
        painter.end()

    def _say(self) -> None:
        self.setAccessibleName(self.text())
        given = tr_count("given to {n} text", "given to {n} texts", self.count)
        words = [self.key, given]
        if self.probability is not None:
            words.append(tr("{percent} likely", percent=percent(self.probability)))
        if self.is_best:
            words.append(tr("suggested, Enter accepts it"))
        said = ", ".join(word for word in words if word)
        self.setAccessibleDescription(". ".join(filter(None, (said, self._definition))))
        tip = f"{self.text()}: {given}"
        if self._definition:
            self.setToolTip(wrapped_tip(f"{tip}\n\n{cut(self._definition)}"))
        else:
            self.setToolTip(plain_tip(tip))

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
        if self.probability is None:
            return
        room = self.width() - 2 * Space.M
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(label_colour(self._colour))
        bar = QRectF(Space.M, self.height() - _BAR - 2, room * self.probability, _BAR)
        painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)

    def _paint_key(self, painter: QPainter) -> None:
        if self.key:
            paint_key_cap(painter, self._middle(Space.M, key_cap_size(self.key)), self.key)

    def _paint_dot(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(label_colour(self._colour))
        painter.drawEllipse(self._middle(self._before_dot(), QSize(_DOT, _DOT)))

    def _paint_words(self, painter: QPainter) -> None:
        words = self._words()
        painter.setFont(self._name_font())
        painter.setPen(QColor(colours().text))
        painter.drawText(words.name, Qt.AlignmentFlag.AlignVCenter, isolated(words.shown))
        if self.isChecked():
            end = words.name.left() + painter.fontMetrics().horizontalAdvance(words.shown)
            self._paint_tick(painter, QPointF(end, words.name.center().y()))
        painter.setFont(font(Type.SMALL))
        painter.setPen(QColor(colours().text if self.is_best else colours().muted))
        painter.drawText(words.figure, Qt.AlignmentFlag.AlignCenter, self._figure())
        if self.shows_accepting_key:
            place = self._middle(self._end() + Space.S, _accept_size())
            paint_key_cap(painter, place, ACCEPT)

    def _words(self) -> _Words:
        """The figure stands beside the name, or below where the name needs all the room."""
        left, right = self.name_left(), self._end()
        metrics = QFontMetrics(self._name_font())
        figure = QFontMetrics(font(Type.SMALL)).horizontalAdvance(self._figure())
        room = right - left - (_MARK if self.isChecked() else 0)
        is_beside = metrics.horizontalAdvance(self.text()) + Space.S + figure <= room
        bottom = self.height() if is_beside else self.height() - _BAR - 2
        middle = bottom if is_beside else bottom * _NAME_SHARE
        shown = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, max(0, room))
        below = QRectF(left, middle, figure, bottom - middle)
        beside = QRectF(right - figure, 0, figure, bottom)
        name = QRectF(left, 0, right - left, middle)
        return _Words(shown, name, beside if is_beside else below)

    def _figure(self) -> str:
        """How likely the label is, else how often it was given."""
        return number(self.count) if self.probability is None else percent(self.probability)

    def _name_font(self) -> QFont:
        return font(Type.BODY, QFont.Weight.DemiBold if self.is_best else QFont.Weight.Normal)

    def _before_dot(self) -> int:
        return Space.M + (key_cap_size(self.key).width() + Space.M if self.key else 0)

    def _end(self) -> int:
        """Where the room for words ends: before the key that accepts the suggestion."""
        return self._before_accept() if self.shows_accepting_key else self.width() - Space.M

    def _before_accept(self) -> int:
        return self.width() - Space.M - _accept_size().width() - Space.S

    def _name_end(self) -> int:
        """Where the whole name would end, and its tick."""
        name = QFontMetrics(self._name_font()).horizontalAdvance(self.text())
        return self.name_left() + name + (_MARK if self.isChecked() else 0)

    def _middle(self, left: int, size: QSize) -> QRectF:
        """A place half-way up."""
        return QRectF(left, (self.height() - size.height()) / 2, size.width(), size.height())

    def _paint_tick(self, painter: QPainter, place: QPointF) -> None:
        left, y = place.x(), place.y()
        painter.setPen(QPen(QColor(colours().text), 2))
        painter.drawPolyline(
            [QPointF(left + 8, y), QPointF(left + 11, y + 4), QPointF(left + 17, y - 4)]
        )


def _accept_size() -> QSize:
    return key_cap_size(ACCEPT)
