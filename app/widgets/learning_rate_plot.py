"""Every layer group's learning rate on one plot; stages shaded, each thawing marked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pyqtgraph
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QWidget

from app.theme import Space, Type, colours, font, scaled
from app.translation import tr
from app.widgets.layer_stack import rate_words
from app.widgets.layouts import vbox
from app.widgets.plot_style import PlainAxis, plain_axes, series_pen, style_plot, thin_to_view
from app.widgets.text_size import with_text_size
from app.widgets.texts import text_label
from ulmfit_core.training.history import RunHistory, StageSpan
from ulmfit_core.training.run_words import layer_words

_MOST_POINTS = 4000  # a curve: rates are smooth
_LEAST_HEIGHT = 80  # px
_TICK_HEIGHT = 24  # px that a tick's number takes
_LATE = 0.75  # of the steps: words at the right of a line there may not fit
_LINE = 16  # px that a line of words below the curves takes
_MARGIN = 0.04  # of the height, above and below everything
_MOST_WORDS = 0.5  # of the height: the curves need the rest
_SHADE = 14  # of 255: every other stage, just to be told apart


class RateAxis(PlainAxis):
    """Ticks at 1, 2 and 5 of each power of ten, or fewer where they would not fit."""

    def __init__(self, orientation: str, room: int = _TICK_HEIGHT) -> None:
        """``room``: px that a number takes along the axis."""
        super().__init__(orientation)
        self._room = room
        self.setStyle(textFillLimits=[(0, 1.1)])  # how many fit is decided below

    def tickValues(self, lowest: float, highest: float, size: float) -> list[tuple[float, Any]]:
        exponents = range(math.floor(lowest), math.ceil(highest) + 1)
        choices = []
        for mantissas in ((1, 2, 5), (1, 3), (1,)):
            ticks = [math.log10(m) + e for e in exponents for m in mantissas]
            choices.append([tick for tick in ticks if lowest <= tick <= highest])
        return [(1.0, _fitting(choices, max(1, int(size // scaled(self._room)))))]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        return [rate_words(10**value) for value in values]


def _fitting(choices: list[list[float]], most: int) -> list[float]:
    """The first that is not too many; where none is, some of the fewest."""
    shown = [ticks for ticks in choices if ticks]
    few = (ticks for ticks in shown if len(ticks) <= most)
    fewest = shown[-1] if shown else []
    return next(few, fewest[:: -(-len(fewest) // most) or 1])


class LearningRatePlot(QWidget):
    """On a logarithmic scale: discriminative rates differ by a factor from layer to layer.

    A frozen group has no rate and so no line.
    """

    def __init__(self) -> None:
        super().__init__()
        self.title = text_label(tr("Learning rate of each layer"), "strong")
        self.plot = pyqtgraph.PlotWidget(axisItems=plain_axes() | {"left": RateAxis("left")})
        self.plot.setAccessibleName(self.title.text())
        self.plot.setMouseEnabled(x=True, y=False)
        self.plot.getPlotItem().setLogMode(x=False, y=True)
        self._curves: list[pyqtgraph.PlotDataItem] = []
        self._shades: list[pyqtgraph.LinearRegionItem] = []
        self._marks: list[pyqtgraph.InfiniteLine] = []
        self._shown: list[StageSpan] = []
        vbox(self.title, (self.plot, 1), within=self, spacing=Space.XS)
        with_text_size(self, lambda: self.plot.setMinimumSize(200, scaled(_LEAST_HEIGHT)))
        self._history: RunHistory | None = None
        self.plot.getPlotItem().getViewBox().sigResized.connect(self._settle_words)
        style_plot(self.plot, self._restyle)

    def show_history(self, history: RunHistory | None) -> None:
        """Draw anew."""
        n_groups = len(history.group_names) if history else 0
        while len(self._curves) > n_groups:
            self.plot.removeItem(self._curves.pop())
        while len(self._curves) < n_groups:
            curve = self.plot.plot(connect="finite", antialias=True)
            thin_to_view(curve, "subsample")
            self._curves.append(curve)
            self._restyle()
        if history is not None:
            self._draw_curves(history)
        self._draw_stages(history.stage_spans if history else [])
        self._history = history
        self._settle_words()

    def thawings(self) -> list[int]:
        """The steps at which a stage began that trains more than the one before."""
        spans = self._shown
        return [
            after.first_step
            for before, after in pairwise(spans)
            if set(after.stage.trained_groups) - set(before.stage.trained_groups)
        ]

    def _draw_curves(self, history: RunHistory) -> None:
        stride = max(1, len(history.steps) // _MOST_POINTS)
        newest_first = slice(None, None, -stride)  # the newest point always counts
        steps = history.steps[newest_first][::-1]
        rates = history.learning_rates[newest_first][::-1]
        for column, curve in enumerate(self._curves):
            values = rates[:, column]
            if (values > 0).any():
                curve.setData(steps, np.where(values > 0, values, np.nan))
            else:
                curve.setData(np.empty(0), np.empty(0))

    def _draw_stages(self, spans: list[StageSpan]) -> None:
        if [s.stage for s in spans] != [s.stage for s in self._shown]:
            for item in (*self._shades, *self._marks):
                self.plot.removeItem(item)
            self._shades = [self._shade() for _ in spans[1::2]]
            self._shown = spans
            self._marks = [self._mark(step) for step in self.thawings()]
            self._restyle()
        self._shown = spans
        for shade, span in zip(self._shades, spans[1::2], strict=True):
            shade.setRegion((span.first_step, max(span.last_step, span.first_step + 1)))

    def _place_words(self, spans: list[StageSpan]) -> None:
        """To the right of each line, but to the left of one near the edge, and a line higher
        there: the words before may reach as far."""
        for mark in self._marks:
            is_late = mark.value() > _LATE * spans[-1].last_step
            mark.label.anchors = [(float(is_late), 0.5)] * 2
            mark.label.setPosition((1.5 if is_late else 0.5) * self._line())

    def _line(self) -> float:
        """A line of words as a share of the plot's height."""
        height = max(1.0, self.plot.getPlotItem().getViewBox().height())
        return float(min(scaled(_LINE) / height, _MOST_WORDS / 2))

    def _settle_words(self) -> None:
        """Words stand below the curves, never on them, however high the plot is."""
        self._place_words(self._shown)
        rates = self._history.learning_rates if self._history else np.empty(0)
        used = rates[rates > 0]
        if not used.size:
            return
        lowest, highest = np.log10(used.min()), np.log10(used.max())
        n_lines = max((m.label.orthoPos / self._line() + 0.5 for m in self._marks), default=0)
        share = round(n_lines) * self._line() + _MARGIN
        below = (highest - lowest or 1.0) * share / (1 - share - _MARGIN)
        above = (highest - lowest or 1.0) * _MARGIN / (1 - share - _MARGIN)
        self.plot.setYRange(lowest - below, highest + above, padding=0)

    def _shade(self) -> pyqtgraph.LinearRegionItem:
        shade = pyqtgraph.LinearRegionItem(movable=False, pen=QPen(Qt.PenStyle.NoPen))
        shade.setZValue(-10)
        self.plot.addItem(shade, ignoreBounds=True)
        return shade

    def _mark(self, step: int) -> pyqtgraph.InfiniteLine:
        span = next(s for s in self._shown if s.first_step == step)
        before = self._shown[self._shown.index(span) - 1]
        new = [g for g in span.stage.trained_groups if g not in before.stage.trained_groups]
        text = "+ " + ", ".join(layer_words(group, tr) for group in reversed(new))
        options = {"anchors": [(0, 0.5), (0, 0.5)]}
        line = pyqtgraph.InfiniteLine(step, angle=90, label=text, labelOpts=options)
        self.plot.addItem(line, ignoreBounds=True)
        return line

    def _restyle(self) -> None:
        theme = colours()
        for number, curve in enumerate(self._curves):
            curve.setPen(series_pen(number, width=2))
        shade = QColor(theme.text)
        shade.setAlpha(_SHADE)
        for region in self._shades:
            region.setBrush(shade)
        dashes = QPen(QColor(theme.control), 1, Qt.PenStyle.DashLine)
        dashes.setCosmetic(True)
        for mark in self._marks:
            mark.setPen(dashes)
            mark.label.setColor(QColor(theme.muted))
            mark.label.setFont(font(Type.SMALL))
