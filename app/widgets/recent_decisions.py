"""The last decisions, to be looked at again and changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy

from app.text_direction import isolated, text_direction
from app.theme import Space, Type, colours, font, label_colour, scaled
from app.translation import tr
from app.widgets.painted_list import PaintedList, Row, RowPainter
from app.widgets.text_size import with_text_size

_DOT = 10
_SHOWN = 4


@dataclass(frozen=True)
class Decision:
    """What was decided, about which text; ``document`` None where there were several."""

    document: int | None
    what: str
    colour: str  # of the label; "" for what is none
    text: str


class RecentDecisions(PaintedList):
    """``chosen`` carries the id of a document to look at again."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__(_DecisionPainter, tr("Last decisions"))
        self.setProperty("role", "bare")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        with_text_size(self, self._fit)
        self.picked.connect(self._choose)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.maximumHeight())

    def show_decisions(self, decisions: Sequence[Decision]) -> None:
        """Show these, the newest first."""
        self.show_rows(
            Row(decision, words, tip=words)
            for decision in decisions
            if (words := f"{decision.what}: {decision.text}")
        )

    def _fit(self) -> None:
        row = scaled(_DecisionPainter.row_height)
        self.setMinimumHeight(row + 2)
        self.setMaximumHeight(_SHOWN * row + 2)

    def _choose(self, decision: Decision) -> None:
        if decision.document is not None:
            self.chosen.emit(decision.document)


class _DecisionPainter(RowPainter):
    def paint_row(self, painter: QPainter, rect: QRectF, item: Decision) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(label_colour(item.colour) if item.colour else QColor(colours().border))
        top = rect.top() + (rect.height() - _DOT) / 2
        painter.drawEllipse(QRectF(rect.left() + Space.S, top, _DOT, _DOT))
        self._paint_words(painter, rect.adjusted(Space.S + _DOT + Space.S, 0, -Space.S, 0), item)

    def _paint_words(self, painter: QPainter, rect: QRectF, decision: Decision) -> None:
        theme = colours()
        painter.setFont(font(Type.BODY))
        names = min(170.0, rect.width() * 0.35)
        metrics = painter.fontMetrics()
        elide, middle = Qt.TextElideMode.ElideRight, Qt.AlignmentFlag.AlignVCenter
        what = metrics.elidedText(decision.what, elide, int(names) - Space.S)
        text = metrics.elidedText(decision.text, elide, int(rect.width() - names))
        painter.setPen(QColor(theme.text))
        painter.drawText(rect, middle, isolated(what))
        painter.setPen(QColor(theme.muted))
        painter.setLayoutDirection(text_direction(text))
        painter.drawText(rect.adjusted(names, 0, 0, 0), middle, text)
