"""Plots in the theme's colours, and so again when the theme changes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import pyqtgraph
from PySide6.QtCore import QEvent, QLocale, QObject, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPicture
from PySide6.QtWidgets import QGraphicsSceneWheelEvent

from app.theme import Type, colours, font, label_colour, scaled
from app.translation import number, percent

_POINT = 0.01  # of a share
_LINE = 13  # px that a number takes upwards


def style_plot(plot: pyqtgraph.PlotWidget, restyle: Callable[[], object] | None = None) -> None:
    """Give a plot the theme's ground, axes and grid, now and after every change of theme.

    ``restyle`` is called each time after that: give the curves their ``series_pen`` in it.
    """
    plot.setFrameShape(plot.Shape.NoFrame)
    plot.setMenuEnabled(False)
    plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard goes to the same as a table
    plot.hideButtons()
    plot.getPlotItem().getViewBox().setDefaultPadding(0.04)
    watcher = _ThemeWatcher(plot, restyle)
    plot.installEventFilter(watcher)
    watcher.paint()


def thin_to_view(curve: pyqtgraph.PlotDataItem, method: str) -> None:
    """Paint a long curve only as finely as the pixels in view show, at every zoom.

    ``method``: "subsample" for a smooth curve, "peak" for one whose jumps matter.
    """
    curve.setDownsampling(auto=True, method=method)
    curve.setClipToView(True)
    curve.opts["autoDownsampleFactor"] = 1.0  # points a pixel; the default of 5 shows no more


def series_pen(series: int | str, width: float = 1.0, strength: float = 1.0) -> QPen:
    """A cosmetic pen in a label's or series' colour; ``strength`` 0.3 for what stays behind.

    Keep to a width of 1 for curves that grow while they are watched: wider ones paint many
    times slower.
    """
    colour = label_colour(series)
    colour.setAlphaF(strength)
    made = QPen(colour, width)
    made.setCosmetic(True)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return made


class PlainAxis(pyqtgraph.AxisItem):  # type: ignore[misc]  # it comes without types
    """Draws itself straight away: replaying the picture it otherwise records takes most of the
    time of a frame."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self.enableAutoSIPrefix(False)  # else its label is laid out anew at each change of range
        self.setStyle(maxTickLevel=0)  # lines only where there are numbers
        self._specs: tuple[Any, ...] | None = None
        self._is_of_shares = False

    def show_shares(self, wanted: bool) -> None:
        """Write its numbers as per cent, or as they are."""
        if wanted != self._is_of_shares:
            self._is_of_shares = wanted
            self.setStyle()  # marks it as changed

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        """The inherited levels, none of them so fine that numbers above one another meet."""
        levels = super().tickSpacing(low, high, size)
        least = (high - low) * scaled(_LINE) / size if self.orientation == "left" and size else 0.0
        return [(_at_least(spacing, least), offset) for spacing, offset in levels]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """As the user's language writes them, whole ones in thousands and never as 1e+06."""
        if self._is_of_shares:
            return [percent(value, 0 if spacing >= _POINT else 1) for value in values]
        if spacing * scale >= 1:
            return [number(round(value * scale)) for value in values]
        point = QLocale().decimalPoint()
        return [text.replace(".", point) for text in super().tickStrings(values, scale, spacing)]

    def wheelEvent(self, event: QGraphicsSceneWheelEvent) -> None:
        """Leaves the page to be scrolled where nothing is zoomed; of itself it takes it all."""
        super().wheelEvent(event)
        is_upright = self.orientation in ("left", "right")
        if not self.linkedView().state["mouseEnabled"][is_upright]:
            event.ignore()

    def paint(self, painter: QPainter, option: object, widget: object) -> None:
        if self.picture is None:  # the inherited mark that something changed
            picture = QPicture()
            measuring = QPainter(picture)
            measuring.setFont(self.style["tickFont"] or measuring.font())
            self._specs = self.generateDrawSpecs(measuring)
            measuring.end()
            self.picture: QPicture | None = picture  # last, as measuring may mark it anew
        if self._specs is not None:
            self.drawPicture(painter, *self._specs)


class CountAxis(PlainAxis):
    """Of steps or texts, of which there are no halves."""

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        """The inherited levels, none of them finer than one."""
        levels = super().tickSpacing(low, high, size)
        return [(max(1.0, spacing), offset) for spacing, offset in levels]


def _at_least(spacing: float, least: float) -> float:
    """Doubled until it is."""
    return spacing * 2 ** max(0, math.ceil(math.log2(least / spacing))) if least else spacing


def plain_axes() -> dict[str, PlainAxis]:
    """The axes to make a plot with that grows to the right by steps or texts."""
    return {"left": PlainAxis("left"), "bottom": CountAxis("bottom")}


class _ThemeWatcher(QObject):
    """Belongs to one plot; paints it when its palette or the text size changes."""

    def __init__(self, plot: pyqtgraph.PlotWidget, restyle: Callable[[], object] | None) -> None:
        super().__init__(plot)
        self._plot = plot
        self._restyle = restyle

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.paint()
        return False

    def paint(self) -> None:
        theme = colours()
        self._plot.setBackground(QColor(theme.surface))
        item = self._plot.getPlotItem()
        for side in ("left", "bottom"):
            _style_axis(item.getAxis(side))
        item.showGrid(x=False, y=True, alpha=0.12)
        if self._restyle is not None:
            self._restyle()


def _style_axis(axis: Any) -> None:
    theme = colours()
    axis.setPen(QColor(theme.border))
    axis.setTextPen(QColor(theme.muted))
    axis.setTickFont(font(Type.SMALL))
    axis.setStyle(tickLength=0, tickTextOffset=8)
    axis.label.setDefaultTextColor(QColor(theme.muted))
    axis.label.setFont(font(Type.SMALL))
