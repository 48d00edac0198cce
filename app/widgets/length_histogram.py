"""How long the texts are, as bars."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyqtgraph
from PySide6.QtGui import QColor, QPen

from app.theme import colours
from app.translation import number, percent, tr
from app.widgets.plot_style import CountAxis, style_plot

_BARS = 40
_RANGES = 10  # of the table
_SHOWN = 0.99  # of the texts: a few giants must not press all others into one bar


class LengthHistogram(pyqtgraph.PlotWidget):  # type: ignore[misc]  # it has no types
    """Bars over characters; its accessible description says the same in words."""

    def __init__(self) -> None:
        super().__init__(axisItems={side: CountAxis(side) for side in ("left", "bottom")})
        self._bars = pyqtgraph.BarGraphItem(x=[], width=1, height=[])
        self.addItem(self._bars)
        self.setMouseEnabled(x=False, y=False)
        self.setLabel("bottom", tr("characters"))
        self.setLabel("left", tr("texts"))
        self.setFixedHeight(170)
        self.setAccessibleName(tr("How long the texts are"))
        style_plot(self, self._colour)

    def show_lengths(self, lengths: npt.NDArray[np.int64]) -> None:
        """Draw the distribution of ``lengths``, [n] characters."""
        most = max(1.0, float(np.quantile(lengths, _SHOWN))) if len(lengths) else 1.0
        heights, edges = np.histogram(lengths[lengths <= most], _BARS, (0.0, most))
        width = edges[1] - edges[0]
        self._bars.setOpts(x=edges[:-1] + width / 2, width=width * 0.86, height=heights)
        self.setXRange(0, most, padding=0.01)
        self.setYRange(0, max(1, int(heights.max(initial=0))), padding=0.05)
        self.setAccessibleDescription(length_words(lengths))

    def _colour(self) -> None:
        accent = QColor(colours().accent)
        self._bars.setOpts(brush=accent, pen=QPen(accent, 0))


def length_rows(lengths: npt.NDArray[np.int64]) -> list[tuple[str, str, str]]:
    """The distribution in ten ranges: from how many characters to how many, texts, share."""
    if not len(lengths):
        return []
    most = max(_RANGES, int(np.ceil(np.quantile(lengths, _SHOWN))))
    edges = np.unique(np.linspace(0, most, _RANGES + 1).round().astype(np.int64))
    edges[-1] = max(most, int(lengths.max()))
    counts, _ = np.histogram(lengths, edges)
    firsts = (edges[:-1]).tolist()
    lasts = [*(edges[1:-1] - 1).tolist(), int(edges[-1])]
    return [
        (
            tr("{low} to {high}", low=number(first), high=number(last)),
            number(n),
            percent(n / len(lengths), 1),
        )
        for first, last, n in zip(firsts, lasts, counts.tolist(), strict=True)
    ]


def length_words(lengths: npt.NDArray[np.int64]) -> str:
    """The distribution in a sentence."""
    if not len(lengths):
        return ""
    return tr(
        "Half of the texts have at most {median} characters; the longest has {longest}.",
        median=number(int(np.median(lengths))),
        longest=number(int(lengths.max())),
    )
