"""One curve for each training, told apart by colour and by the pattern of the line."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.translation import tr
from app.widgets.plot_style import plain_axes, series_pen, style_plot, thin_to_view

Points = tuple[NDArray[np.float64], NDArray[np.float64]]
_PATTERNS = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DotLine,
    Qt.PenStyle.DashDotLine,
    Qt.PenStyle.DashDotDotLine,
    Qt.PenStyle.SolidLine,
)


def line_pen(place: int) -> QPen:
    """The pen of the curve at a place."""
    pen = series_pen(place, width=2)
    pen.setStyle(_PATTERNS[place % len(_PATTERNS)])
    return pen


class ComparisonPlot(pyqtgraph.PlotWidget):  # type: ignore[misc]  # it comes without types
    """Step by step; a training without the figure has no curve."""

    def __init__(self) -> None:
        super().__init__(axisItems=plain_axes())
        self.setMouseEnabled(x=True, y=False)
        self.setLabel("bottom", tr("step"))
        self.setMinimumSize(240, 160)
        self.setAccessibleName(tr("Results"))
        self.curves: list[pyqtgraph.PlotDataItem] = []
        style_plot(self, self._restyle)

    def show_curves(
        self, title: str, each: Sequence[Points | None], *, are_shares: bool = False
    ) -> None:
        """Draw anew, in the order of the trainings."""
        self.setAccessibleName(title)
        self.getAxis("left").show_shares(are_shares)
        for old in self.curves:
            self.removeItem(old)
        self.curves = []
        for points in each:
            few = points is not None and len(points[0]) < 60
            curve = self.plot(connect="finite", antialias=True, symbol="o" if few else None)
            thin_to_view(curve, "subsample")
            if points is not None:
                curve.setData(*points)
            self.curves.append(curve)
        self._restyle()
        self.getPlotItem().enableAutoRange()

    def _restyle(self) -> None:
        for place, curve in enumerate(self.curves):
            pen = line_pen(place)
            curve.setPen(pen)
            curve.setSymbolBrush(pen.color())
            curve.setSymbolPen(pen.color())
            curve.setSymbolSize(5)


class LineSample(QWidget):
    """A bit of the line, beside the name it belongs to."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self._place = place
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        return QSize(30, 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(line_pen(self._place))
        middle = self.height() // 2
        painter.drawLine(0, middle, self.width(), middle)
        painter.end()
