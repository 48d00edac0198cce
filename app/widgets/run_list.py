"""The trainings of a project, to compare, look at, resume, rename, pin and delete."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QIcon, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.key_words import control_word
from app.models.run_comparison import MOST
from app.models.run_table import NAME, RunRow, RunTable
from app.theme import Space, scaled
from app.translation import tr
from app.widgets.buttons import button
from app.widgets.card import SectionHeader
from app.widgets.layouts import vbox
from app.widgets.run_name import RunName
from app.widgets.table_style import style_table

_RECIPE = 2  # the column that gives way
_LESS = (3, 5, 6)  # columns left out of a narrow list: texts, macro F1, and the baseline
_ROOM_FOR_ALL = 760  # pixels


class RunList(QWidget):
    """Signals carry the RunRow; Return looks at the chosen one, F2 renames it, Delete deletes
    it."""

    opened = Signal(object)
    resumed = Signal(object)
    pinned = Signal(object)
    renamed = Signal(object, str)
    deleted = Signal(object)
    compared = Signal(list)  # of the RunRows selected

    def __init__(self) -> None:
        super().__init__()
        self.model = RunTable()
        self.table = QTableView()
        self.table.setModel(self.model)
        self.header = SectionHeader(tr("Trainings"))
        self.compare = button(tr("Compare"), icon_name="evaluate")
        self.compare.setToolTip(tr("Select two or more with {key} or Shift.", key=control_word()))
        self.look = button(tr("Look at it"), icon_name="search")
        self.resume = button(tr("Resume"), icon_name="play")
        self.pin = button(tr("Pin"), icon_name="pin")
        self.delete = button(tr("Delete…"), "danger", "trash")
        buttons = (self.compare, self.look, self.resume, self.pin, self.delete)
        self._icons = {made: made.icon() for made in buttons}  # only where there is room
        vbox(self.header, self.table, within=self, spacing=Space.S)
        self._style()
        self._connect()
        self._show_actions()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_wide = self.width() >= scaled(_ROOM_FOR_ALL)
        for column in _LESS:  # the comparison has them too
            self.table.setColumnHidden(column, not is_wide)
        for made, picture in self._icons.items():
            made.setIcon(picture if is_wide else QIcon())

    def show_rows(self, rows: list[RunRow]) -> None:
        """Show the trainings as they are now; the chosen one stays chosen."""
        before = {row.path for row in self.selected()}
        self.model.show_rows(rows)
        places = [place for place, row in enumerate(rows) if row.path in before]
        for place in places or ([0] if rows else []):
            self._select(place)
        header_height = self.table.horizontalHeader().sizeHint().height()
        row_height = self.table.verticalHeader().defaultSectionSize()
        self.table.setFixedHeight(header_height + row_height * min(max(len(rows), 1), 8) + 10)
        self._show_actions()

    def selected(self) -> list[RunRow]:
        """In the order of the list."""
        places = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return [self.model.rows[place] for place in places]

    def chosen(self) -> RunRow | None:
        """The row that most buttons are about: one alone."""
        selected = self.selected()
        return selected[0] if len(selected) == 1 else None

    def _select(self, place: int) -> None:
        rows = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        self.table.selectionModel().select(self.model.index(place, 0), rows)

    def _style(self) -> None:
        style_table(self.table, tr("Trainings"))
        self.table.setItemDelegateForColumn(NAME, RunName(self.table))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.setProperty("role", "list")
        self.table.verticalHeader().setDefaultSectionSize(34)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_RECIPE, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        for made in self._icons:
            self.header.trailing.addWidget(made)

    def _connect(self) -> None:
        self.compare.clicked.connect(lambda: self.compared.emit(self.selected()))
        self.look.clicked.connect(lambda: self._tell(self.opened))
        self.resume.clicked.connect(lambda: self._tell(self.resumed))
        self.pin.clicked.connect(lambda: self._tell(self.pinned))
        self.delete.clicked.connect(lambda: self._tell(self.deleted))
        self.table.doubleClicked.connect(self._open)
        self.table.selectionModel().selectionChanged.connect(
            lambda now, before: self._show_actions()
        )
        self.model.renamed.connect(self.renamed)
        # On macOS no table of Qt's answers to Return, and the key called Delete is Backspace.
        opens, deletes = ("Return", "Enter"), ("Delete", "Backspace")
        self._add_action(tr("Look at the training"), opens, lambda: self._tell(self.opened))
        self._add_action(tr("Rename the training"), ("F2",), self._rename)
        self._add_action(tr("Delete the training"), deletes, lambda: self._tell(self.deleted))

    def _add_action(self, text: str, keys: Sequence[str], act: Callable[[], object]) -> None:
        """Of the chosen row: by its keys, and in the row's menu."""
        made = QAction(text, self.table)
        made.setShortcuts([QKeySequence(key) for key in keys])
        made.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        made.triggered.connect(lambda checked=False: act())
        self.table.addAction(made)

    def _rename(self) -> None:
        """Type another name in its place."""
        row = self.chosen()
        if row is not None:
            self.table.edit(self.model.index(self.model.rows.index(row), NAME))

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self.model.rows[index.row()])

    def _tell(self, signal: SignalInstance) -> None:
        row = self.chosen()
        if row is not None:
            signal.emit(row)

    def _show_actions(self) -> None:
        row = self.chosen()
        self.compare.setVisible(len(self.model.rows) > 1)
        self.compare.setEnabled(1 < len(self.selected()) <= MOST)
        self.look.setEnabled(row is not None)
        self.resume.setVisible(row is not None and row.can_resume)
        self.pin.setText(tr("Unpin") if row is not None and row.entry.pinned else tr("Pin"))
        self.pin.setEnabled(row is not None)
        self.delete.setEnabled(row is not None and not row.entry.pinned)
