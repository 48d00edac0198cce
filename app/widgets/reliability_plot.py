"""Whether what the model says is likely comes true as often: the reliability diagram."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from app.theme import colours
from app.translation import number, percent, tr
from app.widgets.plot_style import plain_axes, style_plot
from ulmfit_core.evaluation.calibration import ReliabilityBin

_HEIGHT = 230
_MARGIN = 0.08  # so that the outermost numbers have room
_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)


class ReliabilityPlot(pyqtgraph.PlotWidget):  # type: ignore[misc]  # it has no types
    """Bars of how often it was right over how sure it was; on the dashed line they are equal."""

    def __init__(self) -> None:
        super().__init__(axisItems=plain_axes())
        self._bars = pyqtgraph.BarGraphItem(x0=[], x1=[], height=[])
        self._ideal = pyqtgraph.PlotCurveItem([0, 1], [0, 1])
        self.addItem(self._bars)
        self.addItem(self._ideal)
        self.setMouseEnabled(x=False, y=False)
        self.setLabel("bottom", tr("how sure it was"))
        self.setLabel("left", tr("how often it was right"))
        for side in ("bottom", "left"):
            self.getAxis(side).setTicks([[(share, percent(share)) for share in _SHARES]])
            self.getAxis(side).setStyle(hideOverlappingLabels=False)
        self.setXRange(-_MARGIN, 1 + _MARGIN, padding=0)
        self.setYRange(0, 1 + _MARGIN, padding=0)
        self.setFixedHeight(_HEIGHT)
        self.setAccessibleName(tr("How often it was right, by how sure it was"))
        style_plot(self, self._colour)

    def show_bins(self, bins: Sequence[ReliabilityBin]) -> None:
        """Draw these bins."""
        gap = 0.006
        self._bars.setOpts(
            x0=[b.low + gap for b in bins],
            x1=[b.high - gap for b in bins],
            height=[b.accuracy for b in bins],
        )
        self.setAccessibleDescription(
            "; ".join(
                tr("{sure} sure: {right} right, of {n}", sure=sure, right=right, n=n)
                for sure, right, n in reliability_rows(bins)
            )
        )

    def _colour(self) -> None:
        theme = colours()
        accent = QColor(theme.accent)
        self._bars.setOpts(brush=accent, pen=QPen(accent, 0))
        pen = QPen(QColor(theme.text), 1.5, Qt.PenStyle.DashLine)
        pen.setCosmetic(True)
        self._ideal.setPen(pen)


def reliability_rows(bins: Sequence[ReliabilityBin]) -> list[tuple[str, str, str]]:
    """The same in words: how sure, how often right, of how many."""
    return [
        (
            tr("{low} to {high}", low=percent(b.low), high=percent(b.high)),
            percent(b.accuracy),
            number(b.n),
        )
        for b in bins
    ]
