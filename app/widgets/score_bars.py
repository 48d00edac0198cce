"""One figure of several classifiers, each as a bar with its interval and as a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.plain_words import plain_tip
from app.theme import Space, Type, colours, font, scaled
from app.translation import decimal, percent, tr
from app.widgets.evaluation_words import without_span
from app.widgets.texts import names_width
from ulmfit_core.evaluation.intervals import Interval

_ROW = 34
_BAR = 10
_CAP = 4  # half of the end mark of an interval
_MOST_NAMES = 0.42  # of the width


@dataclass(frozen=True)
class Score:
    """One bar; ``ours`` is the one to look at."""

    name: str
    value: float  # 0 to 1
    interval: Interval | None
    ours: bool = False

    @property
    def words(self) -> str:
        if self.interval is None:
            return without_span(self.value)
        return tr(
            "{value} ({low} to {high})",
            value=percent(self.value, 1),
            low=decimal(self.interval.low * 100),
            high=decimal(self.interval.high * 100),
        )


class ScoreBars(QWidget):
    """One line a classifier; read out as a list."""

    def __init__(self, title: str, meaning: str) -> None:
        super().__init__()
        self.meaning = meaning  # of the figure
        self.scores: list[Score] = []
        self.beside: Sequence[ScoreBars] = (self,)  # whose bars are as long, to be compared
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_scores(self, scores: Sequence[Score]) -> None:
        """Show these, in this order."""
        self.scores = list(scores)
        said = [f"{score.name}: {score.words}" for score in scores]
        self.setAccessibleDescription(f"{'; '.join(said)}. {self.meaning}")
        self.setToolTip(plain_tip("\n".join(said)))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(360, scaled(_ROW) * len(self.scores))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, score in enumerate(self.scores):
            self._paint_row(painter, place * scaled(_ROW), score)
        painter.end()

    def track(self) -> tuple[int, int]:
        """Where its bars begin and how long they can be, in pixels."""
        shown = [score for bars in self.beside for score in bars.scores]
        bold = QFontMetrics(font(Type.BODY, QFont.Weight.DemiBold))
        names = names_width((score.name for score in shown), bold, self.width(), _MOST_NAMES)
        return names, self.width() - names - max(map(_figure_width, shown), default=0) - Space.L

    def _paint_row(self, painter: QPainter, top: int, score: Score) -> None:
        names, room = self.track()
        height, middle = scaled(_ROW), Qt.AlignmentFlag.AlignVCenter
        painter.setFont(_font(score))
        painter.setPen(QColor(colours().text if score.ours else colours().muted))
        elide = Qt.TextElideMode.ElideRight
        name = painter.fontMetrics().elidedText(score.name, elide, names - Space.S)
        painter.drawText(QRectF(0, top, names, height), middle, name)
        right = middle | Qt.AlignmentFlag.AlignRight
        painter.drawText(QRectF(0, top, self.width(), height), right, score.words)
        if room > _BAR:
            self._paint_bar(painter, QRectF(names, top + (height - _BAR) / 2, room, _BAR), score)

    def _paint_bar(self, painter: QPainter, place: QRectF, score: Score) -> None:
        theme = colours()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.border))
        painter.drawRoundedRect(place, _BAR / 2, _BAR / 2)
        bar = QRectF(place)
        bar.setWidth(max(_BAR, place.width() * score.value))
        painter.setBrush(QColor(theme.accent if score.ours else theme.control))
        painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)
        if score.interval is not None:
            self._paint_interval(painter, place, score.interval)

    def _paint_interval(self, painter: QPainter, place: QRectF, interval: Interval) -> None:
        painter.setPen(QPen(QColor(colours().text), 2))
        y = place.center().y()
        low, high = (place.left() + place.width() * end for end in (interval.low, interval.high))
        painter.drawLine(QPointF(low, y), QPointF(high, y))
        for x in (low, high):
            painter.drawLine(QPointF(x, y - _CAP), QPointF(x, y + _CAP))


def _figure_width(score: Score) -> int:
    return QFontMetrics(_font(score)).horizontalAdvance(score.words)


def _font(score: Score) -> QFont:
    return font(Type.BODY, QFont.Weight.DemiBold if score.ours else QFont.Weight.Normal)
