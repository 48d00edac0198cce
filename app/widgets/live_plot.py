"""A curve that grows while it is watched, under its name and newest value."""

from __future__ import annotations

import numpy as np
import pyqtgraph
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.theme import Space, colours, scaled
from app.translation import percent, tr
from app.widgets.layouts import hbox, vbox
from app.widgets.plot_style import plain_axes, series_pen, style_plot, thin_to_view
from app.widgets.text_size import with_text_size
from app.widgets.texts import ElidedLabel, paragraph, text_label

Points = tuple[NDArray[np.float64], NDArray[np.float64]]
_NONE = np.empty(0)
_LEAST_HEIGHT = 88  # px: room for three numbers beside it
_ROOM_FOR_NAME = 170  # px with its heading: also for what it counts to the right
_ABOVE = 1.06  # times the most that can be: half a star has its place there


class LivePlot(QWidget):
    """``raw`` stays faint behind ``smooth``; single measurements and the best are marked."""

    def __init__(self, title: str, series: str = "blue") -> None:
        super().__init__()
        self._series = series
        self.title = text_label(title, "strong")
        self.value = ElidedLabel("", "muted")
        self.value.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.plot = pyqtgraph.PlotWidget(axisItems=plain_axes())
        self.plot.setAccessibleName(title)
        self.nothing = paragraph("", "muted")  # in its place, while there is nothing to draw
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.single = text_label("", "display")  # where one measurement is all there is
        self.single.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.plot.setMouseEnabled(x=True, y=False)
        self.plot.setLabel("bottom", tr("step"))
        self.most = float("inf")  # what a measurement can be: 1 of a share
        self._longest = percent(1.0, 1)  # value: so that plots do not move as it becomes shorter
        self._is_framed = False  # by hand, around a single point
        self._raw = self.plot.plot(connect="finite")
        thin_to_view(self._raw, "peak")
        self._smooth = self.plot.plot(connect="finite", antialias=True)
        thin_to_view(self._smooth, "subsample")
        self._measured = self.plot.plot(symbol="o", symbolSize=6, antialias=True)
        self._best = self.plot.plot(symbol="star", symbolSize=15, pen=None)
        self._lay_out()
        style_plot(self.plot, self._restyle)

    def show_series(
        self,
        raw: Points | None = None,
        smooth: Points | None = None,
        measured: Points | None = None,
        best: tuple[float, float] | None = None,
    ) -> None:
        """Draw anew; cheap also with a hundred thousand points."""
        self.plot.getAxis("left").show_shares(self.most == 1)
        star = None if best is None else (np.array([best[0]]), np.array([best[1]]))
        curves = (self._raw, self._smooth, self._measured, self._best)
        given = (raw, smooth, measured, star)
        drawn = [_set(curve, points) for curve, points in zip(curves, given, strict=True)]
        self._views.setCurrentWidget(self.plot if any(len(x) for x, _ in drawn) else self.nothing)
        self._frame(drawn)

    def show_single(self, words: str) -> None:
        """Show a figure in place of a curve."""
        self.single.setText(words)
        self._views.setCurrentWidget(self.single)

    def _frame(self, drawn: list[Points]) -> None:
        """Around a single point by hand: of itself the plot would show hundreds below zero."""
        filled = [points for points in drawn if len(points[0])]
        places = {(float(x[0]), float(f"{y[0]:.9g}")) for x, y in filled}
        is_single = len(places) == 1 and all(len(x) == 1 for x, _ in filled)
        if is_single:
            ((x, y),) = places
            top = min(2 * y or 1, _ABOVE * self.most)
            self.plot.setRange(xRange=(0, 2 * x or 1), yRange=(0, top), padding=0)
        elif self._is_framed:
            self.plot.enableAutoRange()
        self._is_framed = is_single

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.plot.showLabel("bottom", self.height() >= scaled(_ROOM_FOR_NAME))

    def show_value(self, text: str, shorter: str = "") -> None:
        """The newest value in words, beside the name; ``shorter`` where there is little room."""
        self.value.set_whole(text, shorter)
        self._longest = max(self._longest, shorter or text, key=len)
        self.plot.setAccessibleDescription(" – ".join(filter(None, (text, self.toolTip()))))

    def heading_width(self) -> int:
        """Pixels that its name and the longest value so far take beside one another."""
        value = self.value.fontMetrics().horizontalAdvance(self._longest)
        return self.title.sizeHint().width() + Space.M + value

    def _restyle(self) -> None:
        self._raw.setPen(series_pen(self._series, strength=0.35))
        self._smooth.setPen(series_pen(self._series, width=2))
        self._measured.setPen(series_pen("orange"))
        orange = series_pen("orange").color()
        self._measured.setSymbolBrush(orange)
        self._measured.setSymbolPen(orange)
        self._best.setSymbolBrush(QColor(colours().accent))
        self._best.setSymbolPen(QColor(colours().surface))

    def _lay_out(self) -> None:
        self._views = QStackedWidget()
        for view in (self.plot, self.nothing, self.single):
            self._views.addWidget(view)
        top = hbox(self.title, (self.value, 1))
        vbox(top, (self._views, 1), within=self, spacing=Space.XS)
        with_text_size(self, lambda: self.plot.setMinimumSize(160, scaled(_LEAST_HEIGHT)))


def _set(curve: pyqtgraph.PlotDataItem, points: Points | None) -> Points:
    """What of the points is drawn."""
    x, y = points if points is not None else (_NONE, _NONE)
    if len(y) and not np.isfinite(y).any():  # it cannot find the bounds of nothing
        x, y = _NONE, _NONE
    curve.setData(x, y)
    return x, y
