"""Some trainings side by side: their curves over one another, below them a table."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QButtonGroup,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from app.models.run_comparison import (
    Compared,
    Figure,
    Table,
    caution,
    curve_rows,
    differences,
    figures,
    origins,
    results,
)
from app.plain_words import plain_tip
from app.theme import Space, Type, font, scaled
from app.translation import tr, tr_count
from app.widgets.buttons import button
from app.widgets.card import Card
from app.widgets.chart_or_table import ChartOrTable
from app.widgets.comparison_plot import ComparisonPlot, LineSample
from app.widgets.emptying import empty
from app.widgets.figures_table import FiguresTable
from app.widgets.layouts import add, hbox, turn, vbox
from app.widgets.scrolled import Scrolled
from app.widgets.table_style import style_table
from app.widgets.texts import paragraph, show_words, text_label

_STEPS_SHOWN = 5  # without scrolling
_TABLE_HEIGHT = 150
_NAME = 120  # px of the name of a training under the curves
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class RunComparison(QWidget):
    """``left``: back to the list."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._trainings: tuple[Compared, ...] = ()
        self._figures = figures()
        self.back = button(tr("Back"), "link")
        self.back.setToolTip(tr("All trainings"))
        self.back.clicked.connect(self.left)
        self.title = text_label("", "section")
        self.plot = ComparisonPlot()
        self.table = _table()
        self.choices = QButtonGroup(self)
        self.choices.buttonClicked.connect(lambda chosen: self._draw())
        self.curves = FiguresTable(tr("The curves in numbers"), most_rows=_STEPS_SHOWN)
        self.curves.setAccessibleDescription(tr("The newest value of each training at a step."))
        self.chart = ChartOrTable("", self.plot, self.curves)
        self.meaning = paragraph("", "muted")
        self.caution = paragraph("", "warning")
        self._legend = QHBoxLayout()
        self._choice_rows, self._pairs = hbox(spacing=Space.XS), list[QHBoxLayout]()
        self._lay_out()

    def show_trainings(self, trainings: Sequence[Compared]) -> None:
        """Compare these."""
        self._trainings = tuple(trainings)
        n = len(trainings)
        self.title.setText(tr_count("{n} training", "{n} trainings side by side", n))
        self._show_legend()
        offered = self._show_choices()
        if offered:
            offered[0].setChecked(True)
        differ = [*differences(trainings), *origins(trainings)]
        self._fill_table(results(trainings), differ)
        words = caution(trainings)
        show_words(self.caution, words)
        self._draw()

    def shown(self) -> Figure | None:
        """What the curves show."""
        chosen = self.choices.checkedId()
        return self._figures[chosen] if chosen >= 0 else None

    def _draw(self) -> None:
        figure = self.shown()
        title = figure.title if figure else tr("No curves yet")
        self.chart.show_title(title)
        self._show_meaning(figure.meaning if figure else "")
        curves = [figure.of(training) for training in self._trainings] if figure else []
        self.plot.show_curves(title, curves, are_shares=figure is not None and figure.is_share)
        rows = curve_rows(figure, self._trainings) if figure else []
        self.curves.show_rows([tr("Step"), *(t.title for t in self._trainings)], rows)

    def _show_meaning(self, words: str) -> None:
        show_words(self.meaning, words)
        self.plot.setToolTip(words)
        self.plot.setAccessibleDescription(words)

    def _show_choices(self) -> list[QAbstractButton]:
        """A button for each figure that any of them has."""
        offered = []
        for place, figure in enumerate(self._figures):
            made = self.choices.button(place)
            made.setVisible(any(figure.of(training) for training in self._trainings))
            if not made.isHidden():
                offered.append(made)
        return offered

    def _show_legend(self) -> None:
        empty(self._legend)
        for place, training in enumerate(self._trainings):
            add(self._legend, LineSample(place), _short(training.title))
            self._legend.addSpacing(Space.M)

    def _fill_table(self, came: Table, differ: Table) -> None:
        heads = ["", *(training.title for training in self._trainings)]
        rows: list[tuple[str, tuple[str, ...] | None]] = [(tr("Results"), None), *came]
        rows += [(tr("What differs"), None), *differ]
        if not differ:
            same = tr("none: only the texts or chance") if len(self._trainings) > 1 else ""
            rows.append((same, ()))
        self.table.clear()
        self.table.setColumnCount(len(heads))
        for column, text in enumerate(heads):
            head = QTableWidgetItem(text)
            head.setTextAlignment(_RIGHT if column else _LEFT)
            head.setToolTip(plain_tip(text))  # which may be cut
            self.table.setHorizontalHeaderItem(column, head)
        self.table.setRowCount(len(rows))
        self.table.clearSpans()
        for row, (name, cells) in enumerate(rows):
            self._fill_row(row, name, cells)

    def _fill_row(self, row: int, name: str, cells: tuple[str, ...] | None) -> None:
        first = QTableWidgetItem(name)
        self.table.setItem(row, 0, first)
        if not cells:
            self.table.setSpan(row, 0, 1, self.table.columnCount())
        if cells is None:
            first.setFont(font(Type.BODY, QFont.Weight.DemiBold))
        for column, text in enumerate(cells or (), 1):
            item = QTableWidgetItem(text)
            item.setTextAlignment(_RIGHT)
            self.table.setItem(row, column, item)

    def _lay_out(self) -> None:
        top = hbox(self.back, (self.title, 1), spacing=Space.L)
        self._add_choices()
        card = Card()
        card.body.setContentsMargins(Space.L, Space.M, Space.M, Space.S)
        card.body.addWidget(self.chart, 1)
        names = hbox(self._legend, 1)
        add(card.body, names, self.meaning)
        holder = QWidget()
        vbox((card, 1), self.caution, (self.table, 1), within=holder, spacing=Space.M)
        scrolled = Scrolled(holder, tr("Curves and results"))
        column = vbox(top, self._choice_rows, (scrolled, 1), within=self, spacing=Space.M)
        column.setAlignment(self._choice_rows, _LEFT)

    def _add_choices(self) -> None:
        """Two by two, to stand in one row or in two."""
        for place, figure in enumerate(self._figures):
            made = button(figure.short, "segment")
            made.setCheckable(True)
            self.choices.addButton(made, place)
        buttons = self.choices.buttons()
        for pair in (buttons[:2], buttons[2:]):
            self._pairs.append(hbox(*pair, spacing=Space.XS))
        add(self._choice_rows, *self._pairs)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_choices()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a button less, or larger words
            self._place_choices()
        return super().event(event)

    def _place_choices(self) -> None:
        wanted = sum(pair.sizeHint().width() + Space.XS for pair in self._pairs)
        turn(self._choice_rows, beside=wanted <= self.width())


def _short(title: str) -> QLabel:
    """As much of it as there is room for; the table below has it whole."""
    name = text_label("", "small")
    room = scaled(_NAME)
    name.setText(name.fontMetrics().elidedText(title, Qt.TextElideMode.ElideMiddle, room))
    return name


def _table() -> QTableWidget:
    table = QTableWidget()
    table.setProperty("role", "list")
    style_table(table, tr("Results, and what differs"))
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setMinimumHeight(_TABLE_HEIGHT)
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    table.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideMiddle)
    return table
