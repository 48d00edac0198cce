"""The learning curve of the quick model with what it says."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph
from PySide6.QtCore import Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QWidget

from app.plain_words import wrapped_tip
from app.theme import Space
from app.translation import number, percent, tr
from app.widgets.abstain_view import AbstainView
from app.widgets.card import Card
from app.widgets.chart_or_table import ChartOrTable
from app.widgets.emptying import empty
from app.widgets.evaluation_words import what_macro_f1_is
from app.widgets.figures_table import FiguresTable
from app.widgets.layouts import vbox
from app.widgets.plot_style import plain_axes, series_pen, style_plot
from app.widgets.scrolled import Scrolled
from app.widgets.texts import paragraph
from app.widgets.unfound_view import UnfoundView
from ulmfit_core.evaluation.abstaining import Coverage
from ulmfit_core.fewshot.learning_curve import CurvePoint, LearningCurve

_HEAD, _WORDS, _UNREAD, _MAJORITY = "blue", "orange", "green", "grey"
_HEIGHT = 260


Points = Sequence[tuple[int, float]]


class ReviewView(QWidget):
    """Shows; the slider tries thresholds, and keeps none."""

    def __init__(self) -> None:
        super().__init__()
        self.headline = paragraph("", "section")
        self.headline.setToolTip(wrapped_tip(what_macro_f1_is()))
        self.plot = pyqtgraph.PlotWidget(axisItems=plain_axes())
        self.plot.setAccessibleName(tr("Macro F1 by number of labels"))
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.setLimits(xMin=0, yMin=0, yMax=1.1)  # also while nothing is measured
        self.plot.setLabel("bottom", tr("labels to learn from"))
        self.plot.setLabel("left", tr("macro F1, %"))
        self.plot.getAxis("left").setScale(100)
        self.plot.setFixedHeight(_HEIGHT)
        self.table = FiguresTable(self.plot.accessibleName())
        self._low, self._high = (self.plot.plot() for _ in range(2))
        self._band = pyqtgraph.FillBetweenItem(self._low, self._high)
        self.plot.addItem(self._band)
        self._words = self.plot.plot(symbol="s", symbolSize=6, antialias=True)
        self._unread = self.plot.plot(symbol="t1", symbolSize=7, antialias=True)
        self._majority = self.plot.plot()
        self._pretrained = self.plot.plot(pen=None, symbol="d", symbolSize=12, antialias=True)
        self._scratch = self.plot.plot(pen=None, symbol="star", symbolSize=14, antialias=True)
        self._head = self.plot.plot(symbol="o", symbolSize=7, antialias=True)
        self.abstain = AbstainView()
        self.unfound = UnfoundView()
        self.key = paragraph("", "small")
        self._sentences = vbox(spacing=Space.S)
        self._curve_rows: list[tuple[str, ...]] = []
        self._training_rows: list[tuple[str, ...]] = []
        self._shown: list[str] = []
        self._lay_out()
        style_plot(self.plot, self._restyle)

    @property
    def shown(self) -> list[str]:
        """The sentences that are shown."""
        return list(self._shown)

    def show_words(self, headline: str, sentences: Sequence[str]) -> None:
        """Say these."""
        self.headline.setText(headline)
        self._shown = list(sentences)
        empty(self._sentences)
        for sentence in sentences:
            self._sentences.addWidget(paragraph(sentence, "muted"))

    def show_curve(self, curve: LearningCurve | None, described: str = "") -> None:
        """Draw it; None takes it away."""
        self._card.setVisible(curve is not None)
        self.plot.setAccessibleDescription(described)
        if curve is None:
            return
        n = _column(curve.head, "n")
        self._head.setData(n, _column(curve.head, "mean"))
        self._low.setData(n, _column(curve.head, "low"))
        self._high.setData(n, _column(curve.head, "high"))
        self._words.setData(_column(curve.words, "n"), _column(curve.words, "mean"))
        self._unread.setData(_column(curve.unread, "n"), _column(curve.unread, "mean"))
        self._majority.setData(n[[0, -1]], np.full(2, curve.majority))
        self._curve_rows = curve_rows(curve)
        self._show_table()
        self._show_key()

    def show_trainings(self, pretrained: Points, from_scratch: Points) -> None:
        """Full trainings as points: texts learnt from, and macro F1 on those held out."""
        for plot, points in ((self._pretrained, pretrained), (self._scratch, from_scratch)):
            plot.setData([n for n, _ in points], [score for _, score in points])
        self._training_rows = training_rows(pretrained, from_scratch)
        self._show_table()
        self._show_key()

    def _show_table(self) -> None:
        heads = (tr("Learnt from"), tr("Macro F1"), tr("Its band"), tr("Words alone"))
        rows = [*self._curve_rows, *self._training_rows]
        self.table.show_rows((*heads, tr("Without reading")), rows)

    def _show_key(self) -> None:
        """Of what is drawn."""
        marks = (
            (self._head, tr("Circles: quick model with its band.")),
            (self._unread, tr("Triangles: the same without the pretrained model's reading.")),
            (self._words, tr("Squares: words alone.")),
            (self._majority, tr("Dotted: guessing.")),
            (self._pretrained, tr("Diamonds: full trainings, each on the texts it held out.")),
            (self._scratch, tr("Stars: full trainings from scratch, likewise.")),
        )
        self.key.setText(" ".join(words for curve, words in marks if _n_points(curve)))

    def show_coverage(self, coverage: Sequence[Coverage]) -> None:
        """What "don't know" would save; () takes it away."""
        self._abstain_card.setVisible(bool(coverage))
        if coverage:
            self.abstain.show_curve(coverage)

    def _restyle(self) -> None:
        self._head.setPen(series_pen(_HEAD, width=2))
        self._words.setPen(_dashed(series_pen(_WORDS), Qt.PenStyle.DashLine))
        self._majority.setPen(_dashed(series_pen(_MAJORITY), Qt.PenStyle.DotLine))
        self._unread.setPen(_dashed(series_pen(_UNREAD), Qt.PenStyle.DashDotLine))
        drawn = (
            (self._head, _HEAD),
            (self._words, _WORDS),
            (self._unread, _UNREAD),
            (self._pretrained, _HEAD),
            (self._scratch, _UNREAD),
        )
        for curve, series in drawn:
            curve.setSymbolBrush(series_pen(series).color())
            curve.setSymbolPen(series_pen(series))
        faint = series_pen(_HEAD, strength=0.15)
        self._low.setPen(faint)
        self._high.setPen(faint)
        self._band.setBrush(faint.color())

    def _lay_out(self) -> None:
        self._card = Card()
        self._card.body.addWidget(ChartOrTable(self.plot.accessibleName(), self.plot, self.table))
        self._card.body.addWidget(self.key)
        self._abstain_card = Card()
        self._abstain_card.body.addWidget(self.abstain)
        self._abstain_card.hide()
        self.unfound.hide()
        parts = (self.headline, self._card, self._sentences, self.unfound, self._abstain_card)
        inside = QWidget()
        vbox(*parts, 1, within=inside, spacing=Space.M).setContentsMargins(0, 0, Space.S, 0)
        vbox(Scrolled(inside, tr("Progress")), within=self)


def curve_rows(curve: LearningCurve) -> list[tuple[str, ...]]:
    """A row for each number of labels, and one for guessing."""
    unread = {point.n: percent(point.mean) for point in curve.unread}
    rows = [
        (
            number(head.n),
            percent(head.mean),
            tr("{low} to {high}", low=percent(head.low), high=percent(head.high)),
            percent(words.mean),
            unread.get(head.n, ""),
        )
        for head, words in zip(curve.head, curve.words, strict=True)
    ]
    return [*rows, (tr("Guessing"), percent(curve.majority), "", "", "")]


def training_rows(pretrained: Points, from_scratch: Points) -> list[tuple[str, ...]]:
    """A row for each full training, the pretrained ones first."""
    named = [(tr("{n} texts, full training", n=number(n)), score) for n, score in pretrained]
    named += [(tr("{n} texts, from scratch", n=number(n)), score) for n, score in from_scratch]
    return [(name, percent(score), "", "", "") for name, score in named]


def _n_points(curve: pyqtgraph.PlotDataItem) -> int:
    x, _ = curve.getOriginalDataset()
    return 0 if x is None else len(x)


def _column(points: Sequence[CurvePoint], name: str) -> np.ndarray:
    return np.array([getattr(point, name) for point in points], np.float64)


def _dashed(pen: QPen, style: Qt.PenStyle) -> QPen:
    pen.setStyle(style)
    return pen
