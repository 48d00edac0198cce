"""What "don't know" below a threshold gives: answers and errors, by a slider, a plot or a table."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pyqtgraph
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPen, QResizeEvent
from PySide6.QtWidgets import QSlider, QWidget

from app.theme import Space, colours, scaled
from app.translation import decimal, number, percent, tr, tr_count
from app.widgets.chart_or_table import ChartOrTable
from app.widgets.figures_table import FiguresTable
from app.widgets.layouts import add, hbox, turn, vbox
from app.widgets.plot_style import PlainAxis, series_pen, style_plot
from app.widgets.texts import paragraph, text_label
from ulmfit_core.evaluation.abstaining import FEWEST, FEWEST_ANSWERS, Coverage, at_threshold

_HEIGHT = 200
_SLIDER = 160  # px that it needs beside its name
_ROWS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
_ANSWERED, _WRONG = "blue", "orange"


class AbstainView(QWidget):
    """``chosen`` carries the threshold that was set by hand, once the slider is let go."""

    chosen = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self._curve: Sequence[Coverage] = ()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, 99)
        self.slider.setAccessibleName(tr("No label below this probability"))
        self.value = text_label("")
        self.says = paragraph("")
        chosen = tr("Chosen by these very texts, a threshold looks a little better than on others.")
        self.flatters = paragraph(chosen, "small")
        axes = {side: PlainAxis(side) for side in ("left", "bottom")}
        self.plot = pyqtgraph.PlotWidget(axisItems=axes)
        self._answered = self.plot.plot(antialias=True)
        self._wrong = self.plot.plot(antialias=True)
        self._line = pyqtgraph.InfiniteLine(0.0)
        self.table = FiguresTable(tr("Answers and errors by threshold"))
        key = tr("Solid: texts that get a label. Dashed: of these, the wrong ones.")
        self._key = paragraph(key, "small")
        self._title = paragraph(tr("Where it does not know"), "section")  # without the chart's
        self._lay_out()
        style_plot(self.plot, self._restyle)
        self.slider.valueChanged.connect(self._moved)
        self.slider.sliderReleased.connect(self._choose)
        self._show_threshold()

    @property
    def threshold(self) -> float:
        """Below it nothing is said; 0: always something."""
        return self.slider.value() / 100

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        name = self._name.sizeHint().width() + scaled(_SLIDER)
        turn(self._row, beside=name <= self.width())

    def set_threshold(self, threshold: float) -> None:
        """Show it as it was chosen before."""
        self.slider.blockSignals(True)
        self.slider.setValue(round(100 * threshold))
        self.slider.blockSignals(False)
        self._show_threshold()

    def show_curve(self, curve: Sequence[Coverage]) -> None:
        """Show what each threshold gives; where there are too few texts, say so instead."""
        self._curve = curve
        is_enough = _is_enough(curve)
        for part in (self._chart, self._key, self._controls):
            part.setVisible(is_enough)
        self._title.setVisible(not is_enough)
        if is_enough:
            sure = [point for point in curve if point.n_answered >= FEWEST_ANSWERS]
            self._answered.setData(*_steps(curve, [point.answered for point in curve]))
            self._wrong.setData(*_steps(sure, [point.wrong for point in sure]))
            self.table.show_rows(_heads(), [_row(at_threshold(curve, t)) for t in _ROWS])
        self._show_threshold()

    def _moved(self) -> None:
        self._show_threshold()
        if not self.slider.isSliderDown():
            self._choose()

    def _choose(self) -> None:
        self.chosen.emit(self.threshold)

    def _show_threshold(self) -> None:
        self.value.setText(decimal(self.threshold, 2))
        self._line.setValue(self.threshold)
        self.says.setText(abstain_words(self._curve, self.threshold))
        self.slider.setAccessibleDescription(self.says.text())
        self.plot.setAccessibleDescription(self.says.text())
        self.flatters.setVisible(self.threshold > 0 and _is_enough(self._curve))

    def _restyle(self) -> None:
        self._answered.setPen(series_pen(_ANSWERED, width=2))
        dashed = series_pen(_WRONG, width=2)
        dashed.setStyle(Qt.PenStyle.DashLine)
        self._wrong.setPen(dashed)
        pen = QPen(QColor(colours().text), 1)
        pen.setCosmetic(True)
        self._line.setPen(pen)

    def _lay_out(self) -> None:
        self.plot.addItem(self._line)
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.setAccessibleName(tr("Answers and errors by threshold"))
        self.plot.setLabel("bottom", tr("no label below this probability"))
        self.plot.setXRange(0, 1)
        self.plot.setYRange(0, 1)
        for side in ("bottom", "left"):
            self.plot.getAxis(side).setTicks([[(share, percent(share)) for share in _TICKS]])
        self.plot.setFixedHeight(_HEIGHT)
        self._chart = ChartOrTable(self._title.text(), self.plot, self.table)
        self._controls = QWidget()
        name = text_label(tr("No label below"))
        name.setBuddy(self.slider)
        slider = hbox((self.slider, 1), self.value, spacing=Space.M)
        self._row = hbox(name, (slider, 1), within=self._controls, spacing=Space.M)
        self._name = name
        column = vbox(self._title, self._chart, self._key, within=self, spacing=Space.S)
        add(column, self._controls, self.says, self.flatters)


def _is_enough(curve: Sequence[Coverage]) -> bool:
    return bool(curve) and curve[0].n >= FEWEST


def abstain_words(curve: Sequence[Coverage], threshold: float) -> str:
    """What this threshold gives, and how far that can be off; or why nobody can say."""
    n = curve[0].n if curve else 0
    if n < FEWEST:
        return tr_count(
            "{n} text is too few to say what a threshold would save; {least} are needed.",
            "{n} texts are too few to say what a threshold would save; {least} are needed.",
            n,
            least=number(FEWEST),
        )
    point = at_threshold(curve, threshold)
    values = {"threshold": decimal(threshold, 2), "answered": percent(point.answered)}
    interval = point.wrong_interval()
    if interval is None or point.n_answered < FEWEST_ANSWERS:
        return tr(
            "With {threshold} it labels {answered} of the texts, too few to say how often wrongly.",
            **values,
        )
    return tr(
        "With {threshold} it labels {answered} of the texts, {wrong} of these wrongly "
        "(most likely {low} to {high}).",
        **values,
        wrong=percent(point.wrong),
        low=percent(interval.low),
        high=percent(interval.high),
    )


def _steps(points: Sequence[Coverage], shares: Sequence[float]) -> tuple[list[float], list[float]]:
    """Places and heights: between two answers a threshold gives what the surer one does."""
    ends = [0.0, *(point.threshold for point in points)]
    x = [end for pair in pairwise(ends) for end in pair]
    return x, [share for share in shares for _ in range(2)]


def _heads() -> tuple[str, ...]:
    return (tr("No label below"), tr("Labelled"), tr("Wrong"), tr("Most likely"))


def _row(point: Coverage) -> tuple[str, ...]:
    interval = point.wrong_interval()
    is_enough = interval is not None and point.n_answered >= FEWEST_ANSWERS
    wrong, span = "–", "–"
    if is_enough and interval is not None:
        wrong = percent(point.wrong, 1)
        span = tr("{low} to {high}", low=percent(interval.low), high=percent(interval.high))
    return decimal(point.threshold, 2), percent(point.answered), wrong, span
