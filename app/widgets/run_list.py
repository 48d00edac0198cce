"""The trainings of a project, to compare, look at, resume, pin and delete."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, SignalInstance
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout, QWidget

from app.models.run_table import RunRow, RunTable
from app.theme import Space
from app.translation import tr
from app.widgets.buttons import button
from app.widgets.card import SectionHeader

_RECIPE = 2  # the column that gives way


class RunList(QWidget):
    """Every signal carries the RunRow; Return looks at the chosen one, Delete deletes it."""

    opened = Signal(object)
    resumed = Signal(object)
    pinned = Signal(object)
    deleted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = RunTable()
        self.table = QTableView()
        self.table.setModel(self.model)
        self.header = SectionHeader(tr("Trainings"))
        self.look = button(tr("Look at it"), icon_name="search")
        self.resume = button(tr("Resume"), icon_name="play")
        self.pin = button(tr("Pin"), icon_name="pin")
        self.delete = button(tr("Delete…"), "danger", "trash")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self.header)
        column.addWidget(self.table)
        self._style()
        self._connect()
        self._show_actions()

    def show_rows(self, rows: list[RunRow]) -> None:
        """Show the trainings as they are now; the chosen one stays chosen."""
        before = self.chosen()
        self.model.show_rows(rows)
        paths = [row.path for row in rows]
        if rows:
            self.table.selectRow(paths.index(before.path) if before and before.path in paths else 0)
        header_height = self.table.horizontalHeader().sizeHint().height()
        row_height = self.table.verticalHeader().defaultSectionSize()
        self.table.setFixedHeight(header_height + row_height * min(max(len(rows), 1), 8) + 10)
        self._show_actions()

    def chosen(self) -> RunRow | None:
        """The row the buttons are about."""
        selected = self.table.selectionModel().selectedRows()
        return self.model.rows[selected[0].row()] if selected else None

    def _style(self) -> None:
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setProperty("role", "list")
        self.table.setWordWrap(False)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(34)
        self.table.setAccessibleName(tr("Trainings"))
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_RECIPE, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        for made in (self.look, self.resume, self.pin, self.delete):
            self.header.trailing.addWidget(made)

    def _connect(self) -> None:
        self.look.clicked.connect(lambda: self._tell(self.opened))
        self.resume.clicked.connect(lambda: self._tell(self.resumed))
        self.pin.clicked.connect(lambda: self._tell(self.pinned))
        self.delete.clicked.connect(lambda: self._tell(self.deleted))
        self.table.activated.connect(self._activate)
        self.table.selectionModel().selectionChanged.connect(
            lambda now, before: self._show_actions()
        )
        remove = QAction(tr("Delete the training"), self.table)
        remove.setShortcut("Delete")
        remove.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        remove.triggered.connect(lambda checked=False: self._tell(self.deleted))
        self.table.addAction(remove)

    def _activate(self, index: QModelIndex) -> None:
        self.opened.emit(self.model.rows[index.row()])

    def _tell(self, signal: SignalInstance) -> None:
        row = self.chosen()
        if row is not None:
            signal.emit(row)

    def _show_actions(self) -> None:
        row = self.chosen()
        self.look.setEnabled(row is not None)
        self.resume.setVisible(row is not None and row.can_resume)
        self.pin.setText(tr("Unpin") if row is not None and row.entry.pinned else tr("Pin"))
        self.pin.setEnabled(row is not None)
        self.delete.setEnabled(row is not None and not row.entry.pinned)
