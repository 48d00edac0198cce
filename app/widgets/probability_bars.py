"""How likely each label is, as bars with names and numbers; the labels given have a tick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.icons import pixmap
from app.plain_words import plain_tip
from app.text_direction import isolated
from app.theme import Space, Type, colours, font, label_colour, scaled
from app.translation import percent, tr, tr_count
from app.widgets.texts import names_width

_MOST = 12
_ROW = 30
_BAR = 8
_TICK = 16


@dataclass(frozen=True)
class LabelProbability:
    """One bar; ``colour`` is a label colour's name or a series number."""

    name: str
    probability: float
    colour: str | int
    given: bool

    @property
    def percent(self) -> str:
        return percent(self.probability, 1)


class ProbabilityBars(QWidget):
    """One line a label, the likeliest first; read out as a list."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[LabelProbability] = []
        self._n_more = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_rows(())

    def show_rows(self, rows: Sequence[LabelProbability]) -> None:
        """Show these labels, in the order of their probabilities."""
        ordered = sorted(rows, key=lambda row: -row.probability)
        self.rows, self._n_more = ordered[:_MOST], len(ordered[_MOST:])
        self.setAccessibleName(tr("Probabilities of the labels"))
        said = [f"{row.name}: {row.percent}" for row in ordered]
        self.setAccessibleDescription(", ".join(said))
        self.setToolTip(plain_tip("\n".join(said[:_MOST])))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(220, self.height_of(len(self.rows) + self._n_more))

    def height_of(self, n_labels: int) -> int:
        """Pixels that so many labels take."""
        return scaled(_ROW) * min(n_labels, _MOST + 1)

    def columns(self) -> tuple[int, int]:
        """Pixels for the names, which give way, and for the figures; what is left is the bars'."""
        bold = QFontMetrics(font(Type.BODY, QFont.Weight.DemiBold))
        figures = bold.horizontalAdvance(percent(1.0, 1)) + Space.M
        room = max(0, self.width() - scaled(_TICK) - Space.S - figures)
        return min(names_width((row.name for row in self.rows), bold, self.width()), room), figures

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height = scaled(_ROW)
        names, figures = self.columns()
        for place, row in enumerate(self.rows):
            self._paint_row(painter, place * height, row, names, figures)
        if self._n_more:
            painter.setFont(font(Type.BODY))
            painter.setPen(QColor(colours().muted))
            below = QRectF(scaled(_TICK) + Space.S, height * len(self.rows), self.width(), height)
            words = tr_count("and {n} more", "and {n} more", self._n_more)
            painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()

    def _paint_row(
        self, painter: QPainter, top: int, row: LabelProbability, names: int, figures: int
    ) -> None:
        height, middle = scaled(_ROW), Qt.AlignmentFlag.AlignVCenter
        weight = QFont.Weight.DemiBold if row.given else QFont.Weight.Normal
        painter.setFont(font(Type.BODY, weight))
        metrics, side = painter.fontMetrics(), scaled(_TICK)
        left = side + Space.S
        if row.given:
            tick = pixmap("check", "accent", side, self.devicePixelRatioF())
            painter.drawPixmap(0, top + (height - side) // 2, tick)
        painter.setPen(QColor(colours().text))
        shown = metrics.elidedText(row.name, Qt.TextElideMode.ElideRight, names - Space.S)
        painter.drawText(QRectF(left, top, names, height), middle, isolated(shown))
        painter.drawText(
            QRectF(0, top, self.width(), height), middle | Qt.AlignmentFlag.AlignRight, row.percent
        )
        start = left + names
        room = self.width() - start - figures
        if room > _BAR:
            self._paint_bar(painter, QRectF(start, top + (height - _BAR) / 2, room, _BAR), row)

    def _paint_bar(self, painter: QPainter, place: QRectF, row: LabelProbability) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours().border))
        painter.drawRoundedRect(place, _BAR / 2, _BAR / 2)
        place.setWidth(max(_BAR, place.width() * row.probability))
        painter.setBrush(label_colour(row.colour))
        painter.drawRoundedRect(place, _BAR / 2, _BAR / 2)
