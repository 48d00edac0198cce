"""Loss against learning rate, with the rates it speaks for."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from app.theme import Type, colours, font
from app.translation import tr
from app.widgets.learning_rate_plot import RateAxis
from app.widgets.plot_style import PlainAxis, series_pen, style_plot
from ulmfit_core.training.rate_curve import RateSuggested, RateTried

_TICK_WIDTH = 64
_ROOM = 0.12  # of the height, above the loss at the start


class RatePlot(pyqtgraph.PlotWidget):  # type: ignore[misc]  # it comes without types
    """Each loss faint, the running mean bold; where the loss leaves, the curve does too."""

    def __init__(self) -> None:
        axes = {"left": PlainAxis("left"), "bottom": RateAxis("bottom", _TICK_WIDTH)}
        super().__init__(axisItems=axes)
        self.setAccessibleName(tr("Loss at each learning rate"))
        self.setMouseEnabled(x=False, y=False)
        self.getPlotItem().setLogMode(x=True, y=False)
        self.setLabel("bottom", tr("learning rate"))
        self.setLabel("left", tr("loss"))
        self.setMinimumSize(360, 220)
        self._raw = self.plot(connect="finite")
        self._smooth = self.plot(connect="finite", antialias=True)
        self._marks: list[pyqtgraph.InfiniteLine] = []
        style_plot(self, self._restyle)

    def show_points(self, points: list[RateTried], found: RateSuggested | None) -> None:
        """Draw anew."""
        points = list(points)  # another thread adds to it
        rates = np.array([point.rate for point in points])
        losses = np.array([point.loss for point in points])
        smoothed = np.array([point.smoothed for point in points])
        self._raw.setData(rates, losses)
        self._smooth.setData(rates, smoothed)
        finite = smoothed[np.isfinite(smoothed)]
        if len(finite):
            lowest = float(np.nanmin(np.minimum(losses, smoothed)))
            start = float(finite[: len(finite) // 3 + 1].max())
            room = _ROOM * max(start - lowest, 1e-3)
            self.setYRange(lowest - room, start + room, padding=0)
        self._mark(found)

    def _mark(self, found: RateSuggested | None) -> None:
        if found is None or not found.tenth or self._marks:
            return
        named = [(found.steepest, tr("steepest")), (found.tenth, tr("a tenth of the lowest"))]
        for side, (rate, name) in zip((1, 0), sorted(named), strict=True):  # words outwards
            options = {"position": 0.92, "anchors": [(side, 0.5), (side, 0.5)]}
            line = pyqtgraph.InfiniteLine(math.log10(rate), angle=90, label=name, labelOpts=options)
            self.addItem(line, ignoreBounds=True)
            self._marks.append(line)
        self._restyle()

    def _restyle(self) -> None:
        theme = colours()
        self._raw.setPen(series_pen("blue", strength=0.35))
        self._smooth.setPen(series_pen("blue", width=2))
        dashes = QPen(QColor(theme.accent), 1, Qt.PenStyle.DashLine)
        dashes.setCosmetic(True)
        for mark in self._marks:
            mark.setPen(dashes)
            mark.label.setColor(QColor(theme.text))
            mark.label.setFont(font(Type.SMALL))
