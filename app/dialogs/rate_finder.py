"""Watches a range test of the learning rate, and hands over the rate that is taken."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QProgressBar,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from app.models.rate_search import RateSearch
from app.tasks.activity import Activity
from app.theme import Space
from app.translation import decimal, tr
from app.widgets.buttons import button
from app.widgets.layer_stack import rate_words
from app.widgets.layouts import add, hbox, vbox
from app.widgets.rate_plot import RatePlot
from app.widgets.table_style import style_table
from app.widgets.texts import paragraph, text_label

_FRAME = 200  # ms


class RateFinder(QDialog):
    """Not modal; closing it ends the test. ``taken`` carries the rate."""

    taken = Signal(float)

    def __init__(
        self, what: str, search: RateSearch, activity: Activity, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Learning rate finder"))
        self._search, self._activity = search, activity
        self.title = text_label(tr("Learning rate: {part}", part=what), "section")
        self.sentence = paragraph("", "muted")
        self.bar = QProgressBar(textVisible=False)
        self.bar.setAccessibleName(tr("How far the test is"))
        self.plot = RatePlot()
        self.table = _table()
        self.table_button = button(tr("As a table"), "segment", "table")
        self.table_button.setCheckable(True)
        self.steepest = button("", "primary")
        self.tenth = button("")
        self.stop = button(tr("Stop"), icon_name="stop")
        self.leave = button(tr("Close"))
        self._views = QStackedWidget()
        self._lay_out()
        self._connect()
        self._frame = QTimer(self, singleShot=True, interval=_FRAME)
        self._frame.timeout.connect(self._show)
        self._show()
        self.leave.setFocus()

    def done(self, result: int) -> None:
        self._frame.stop()
        if not self._search.is_over:
            self._activity.stop()
        super().done(result)

    def _connect(self) -> None:
        self._search.changed.connect(self._show_soon)
        self.table_button.toggled.connect(lambda on: self._views.setCurrentIndex(int(on)))
        self.table_button.toggled.connect(lambda on: self._show())
        self.stop.clicked.connect(self._activity.stop)
        self.leave.clicked.connect(self.reject)
        self.steepest.clicked.connect(lambda: self._take("steepest"))
        self.tenth.clicked.connect(lambda: self._take("tenth"))

    def _take(self, which: str) -> None:
        if self._search.found is not None:
            self.taken.emit(getattr(self._search.found, which))
            self.accept()

    def _show_soon(self) -> None:
        if self._search.is_over:
            self._show()
        elif not self._frame.isActive():
            self._frame.start()

    def _show(self) -> None:
        search = self._search
        found = search.found if search.found is not None and search.found.tenth else None
        self.sentence.setText(_words(search))
        n_steps = search.points[-1].n_steps if search.points else 0
        self.bar.setMaximum(n_steps)
        self.bar.setValue(len(search.points))
        self.bar.setVisible(not search.is_over)
        self.stop.setVisible(not search.is_over)
        for chosen in (self.steepest, self.tenth):
            chosen.setVisible(found is not None)
        if found is not None:
            self.steepest.setText(tr("Use {rate}", rate=rate_words(found.steepest)))
            self.tenth.setText(tr("Use {rate}", rate=rate_words(found.tenth)))
            self.steepest.setToolTip(tr("The rate at which the loss falls fastest."))
            self.tenth.setToolTip(tr("A tenth of the rate at which the loss is lowest."))
        self.plot.show_points(search.points, search.found)
        self._fill_table()

    def _fill_table(self) -> None:
        if self._views.currentIndex() != 1:
            return
        points = list(self._search.points)
        self.table.setRowCount(len(points))
        for row, point in enumerate(points):
            cells = (rate_words(point.rate), decimal(point.loss, 3), decimal(point.smoothed, 3))
            for column, text in enumerate(cells):
                self.table.setItem(row, column, QTableWidgetItem(text))

    def _lay_out(self) -> None:
        column = vbox(within=self, spacing=Space.M, margin=Space.XL)
        top = hbox((self.title, 1), self.table_button)
        add(column, top, self.sentence, self.bar)
        self._views.addWidget(self.plot)
        self._views.addWidget(self.table)
        column.addWidget(self._views, 1)
        row = hbox(1, spacing=Space.S)
        for made in (self.stop, self.leave, self.tenth, self.steepest):
            row.addWidget(made)
        column.addLayout(row)
        self.resize(640, 480)


def _words(search: RateSearch) -> str:
    """What happens now, or what came of it."""
    if search.found is not None and search.found.tenth:
        return tr(
            "The loss falls fastest at {steepest}; a tenth of the rate where it is lowest "
            "is {tenth}. Either makes a good peak; the smaller one is the safer.",
            steepest=rate_words(search.found.steepest),
            tenth=rate_words(search.found.tenth),
        )
    if search.found is not None:
        return tr("No rate lowered the loss by more than chance; keep the one you have.")
    if search.is_over:
        return tr("Stopped before there was enough to go by. Nothing was changed.")
    if not search.points:
        return tr("Cutting the texts into tokens…")
    return tr("Trying {rate}…", rate=rate_words(search.points[-1].rate))


def _table() -> QTableWidget:
    heads = (tr("Learning rate"), tr("Loss"), tr("Running mean"))
    table = QTableWidget(0, len(heads))
    table.setHorizontalHeaderLabels(heads)
    table.setProperty("role", "list")
    style_table(table, tr("Loss at each learning rate"))
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    return table
