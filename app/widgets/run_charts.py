"""The plots of one stage's history, and the same as a table."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QHeaderView,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from app.models.training_record import accuracy_words
from app.theme import Space, scaled
from app.translation import decimal, number, percent, tr
from app.widgets.card import Card
from app.widgets.layer_stack import LayerStack, rate_words
from app.widgets.layouts import hbox, turn, vbox
from app.widgets.learning_rate_plot import LearningRatePlot
from app.widgets.live_plot import LivePlot
from app.widgets.scrolled import Scrolled
from app.widgets.table_style import style_table
from app.widgets.texts import paragraph, text_label
from ulmfit_core.training.finetune_jobs import InstantHeadJob
from ulmfit_core.training.history import RunHistory

_LEAST_CARD = 200  # px
N_PARTS = 3  # loss, figure, and rates with layers: each takes a frame's time by itself


class RunCharts(QStackedWidget):
    """Loss, the figure that matters, rates and layers; ``show_table`` turns to the numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.loss = LivePlot(tr("Loss"), "blue")
        self.figure = LivePlot(tr("Held-out accuracy"), "teal")
        self.rates = LearningRatePlot()
        self.layers = LayerStack()
        self.loss.setToolTip(
            tr(
                "Step by step: faint as it is, bold smoothed; dots on held-out texts, "
                "a star the best."
            )
        )
        self.rates.setToolTip(
            tr("How far each step moves each layer. A new stage begins where a layer thaws.")
        )
        self.table = _table()
        self._shown_rows: object = None
        self._nothing = paragraph(tr("There is nothing to draw before the first step."), "muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pictures = self._plots()
        for view in (self._nothing, self._pictures, self.table):
            self.addWidget(view)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def show_history(self, history: RunHistory | None) -> None:
        """Draw what is in front anew."""
        for part in range(N_PARTS):
            self.show_part(part, history)

    def show_part(self, part: int, history: RunHistory | None) -> None:
        """Draw one of its ``N_PARTS`` parts anew."""
        if self.currentWidget() is self.table:
            if part == 0:
                self._fill_table(history)
            return
        self.setCurrentWidget(self._nothing if history is None else self._pictures)
        if history is None:
            return
        (self._draw_loss, self._draw_figure, self._draw_rates)[part](history)
        self._turn()

    def show_table(self, wanted: bool) -> None:
        """Numbers instead of plots, or back."""
        self.setCurrentWidget(self.table if wanted else self._pictures)

    def _turn(self) -> None:
        """Two cards stand beside one another where there is room for their headings."""
        headings = [plot.heading_width() for plot in (self.loss, self.figure)]
        card = max(scaled(_LEAST_CARD), max(headings) + 2 * Space.L)
        for row in self._rows:
            turn(row, beside=self.width() >= 2 * card + Space.M)

    def _draw_loss(self, history: RunHistory) -> None:
        self.loss.nothing.setText(
            tr("It is fitted in one go: there is no curve, but one measurement at the end.")
            if _is_instant(history)
            else tr("Begins with the first step.")
        )
        measured = history.validation_series("valid_loss")
        if _is_instant(history):
            self.loss.show_series()
        else:
            self.loss.show_series(
                (history.steps, history.loss),
                (history.steps, history.smoothed_loss),
                measured,
                _best(history, "valid_loss"),
            )
        self.loss.show_value(*_figures(_newest(history.smoothed_loss), _newest(measured[1])))

    def _draw_figure(self, history: RunHistory) -> None:
        is_reading = history.is_language_model
        title = tr("Perplexity") if is_reading else tr("Held-out accuracy")
        self.figure.title.setText(title)
        self.figure.plot.setAccessibleName(title)
        self.figure.setToolTip(_meaning(history))
        self.figure.most = float("inf") if is_reading else 1.0
        self.figure.nothing.setText(
            tr("Measured on held-out texts once it is fitted.")
            if _is_instant(history)
            else tr("Measured on held-out texts after each pass.")
        )
        if is_reading:
            measured = history.validation_series("perplexity")
            self.figure.show_series(
                smooth=(history.steps, history.perplexity),
                measured=measured,
                best=_best(history, "perplexity"),
            )
            self.figure.show_value(
                *_figures(_newest(history.perplexity), _newest(measured[1]), places=1)
            )
        else:
            measured = history.validation_series("valid_accuracy")
            self.figure.show_series(measured=measured, best=_best(history, "valid_accuracy"))
            newest = _newest(measured[1])
            words = "" if newest is None else percent(newest, 1)
            self.figure.show_value(words)
            if words and _is_instant(history):
                self.figure.show_single(words)

    def _draw_rates(self, history: RunHistory) -> None:
        self.rates.show_history(history)
        self.layers.show_history(history)
        self._rates_card.setVisible(not _is_instant(history))

    def _plots(self) -> QWidget:
        holder = QWidget()
        rows, self._rows = vbox(within=holder, spacing=Space.M), list[QBoxLayout]()
        stack = QWidget()
        vbox(text_label(tr("Layers"), "strong"), (self.layers, 1), within=stack)
        for parts in (((self.loss, 1), (self.figure, 1)), ((self.rates, 2), (stack, 1))):
            row = hbox(spacing=Space.M)
            for widget, stretch in parts:
                card = _in_card(widget)
                if widget is self.rates:
                    self._rates_card = card
                if widget is not stack:  # whose words have no other place
                    card.setMinimumWidth(_LEAST_CARD)
                row.addWidget(card, stretch)
            rows.addLayout(row, 1)
            self._rows.append(row)
        return Scrolled(holder, tr("The training in pictures"))

    def _fill_table(self, history: RunHistory | None) -> None:
        rows = _rows(history) if history else []
        if rows == self._shown_rows:
            return
        self._shown_rows = rows
        self.table.setRowCount(len(rows))
        for row, cells in enumerate(rows):
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                if column:
                    item.setTextAlignment(_RIGHT)
                self.table.setItem(row, column, item)


_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def _table() -> QTableWidget:
    heads = (tr("What"), tr("Step"), tr("Loss"), tr("Held out"), tr("Figure"), tr("Rates"))
    table = QTableWidget(0, len(heads))
    for column, text in enumerate(heads):
        head = QTableWidgetItem(text)
        head.setTextAlignment(_RIGHT if column else _LEFT)
        table.setHorizontalHeaderItem(column, head)
    head.setToolTip(tr("Of each layer that is not frozen, the lowest first."))
    table.setProperty("role", "list")
    style_table(table, tr("The training in numbers"))
    table.setWordWrap(True)  # the rates
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(len(heads) - 1, QHeaderView.ResizeMode.Stretch)
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.sectionResized.connect(table.resizeRowsToContents)
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    return table


def _rows(history: RunHistory) -> list[tuple[str, ...]]:
    """One row for the newest step, then every measurement and stage, newest first."""
    rows = []
    for point in history.validations:
        at = max(0, int(history.steps.searchsorted(point.step, side="right")) - 1)
        loss = float(history.smoothed_loss[at]) if len(history.steps) else None
        n, is_best = point.epoch, point is history.best
        what = tr("Pass {n} (best)", n=n) if is_best else tr("Pass {n}", n=n)
        held_out = point.metrics.get("valid_loss")
        rows.append((point.step, what, loss, held_out, _figure(point.metrics), at))
    table: list[tuple[str, ...]] = [
        (what, number(step), _decimal(loss), _decimal(held), figure, _rates(history, at))
        for step, what, loss, held, figure, at in rows
    ]
    if len(history.steps):
        last = len(history.steps) - 1
        table.append(
            (
                tr("Now"),
                number(history.step),
                _decimal(float(history.smoothed_loss[last])),
                "",
                "",
                _rates(history, last),
            )
        )
    return table[::-1]


def _meaning(history: RunHistory) -> str:
    """Of the figure."""
    if _is_instant(history):
        return tr("Measured on held-out texts once it is fitted.")
    words = tr("On texts that it does not learn from, pass by pass; a star marks the best.")
    return words if history.is_language_model else f"{words} {accuracy_words()}"


def _is_instant(history: RunHistory) -> bool:
    return history.kind == InstantHeadJob.kind


def _figure(metrics: dict[str, float]) -> str:
    if "valid_accuracy" in metrics:
        return percent(metrics["valid_accuracy"], 1)
    return (
        tr("perplexity {value}", value=decimal(metrics["perplexity"]))
        if ("perplexity" in metrics)
        else ""
    )


def _rates(history: RunHistory, row: int) -> str:
    if row >= len(history.steps):
        return ""
    words = [rate_words(float(rate)) for rate in history.learning_rates[row] if rate > 0]
    return "\u00a0· ".join(words)  # broken after a dot, where there is little room


def _decimal(value: float | None) -> str:
    return "" if value is None or not math.isfinite(value) else decimal(value, 3)


def _newest(values: NDArray[np.float64]) -> float | None:
    return float(values[-1]) if len(values) and math.isfinite(values[-1]) else None


def _figures(trained: float | None, held_out: float | None, places: int = 2) -> tuple[str, str]:
    """In words, and in fewer."""
    now = "" if trained is None else decimal(trained, places)
    other = "" if held_out is None else tr("held out {value}", value=decimal(held_out, places))
    whole = (tr("now {value}", value=now) if now else "", other)
    return " · ".join(filter(None, whole)), " · ".join(filter(None, (now, other)))


def _best(history: RunHistory, metric: str) -> tuple[float, float] | None:
    best = history.best
    if best is None or metric not in best.metrics:
        return None
    return float(best.step), best.metrics[metric]


def _in_card(widget: QWidget) -> Card:
    card = Card()
    card.body.setContentsMargins(Space.L, Space.M, Space.M, Space.S)
    card.body.addWidget(widget)
    return card
