"""Rows of a table for a spreadsheet or a letter, not the one cell that has the frame."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QTableView

from app.models.document_table import row_spans
from app.models.flat_table import WHOLE_ROLE
from app.tab_separated import tab_separated
from app.translation import number, tr

_MOST = 20_000  # rows: of more the window would stand still, and no clipboard is made for it
_SINGLE = QTableView.SelectionMode.SingleSelection
_ACROSS, _DOWN = Qt.Orientation.Horizontal, Qt.Orientation.Vertical


def copy_by_key(table: QTableView) -> None:
    """Have Ctrl+C copy the selected rows of ``table`` under its heads; all rows where none is
    selected, or never more than one can be: such a one is read whole."""
    keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), table)
    keys.setContext(Qt.ShortcutContext.WidgetShortcut)
    keys.activated.connect(lambda: QGuiApplication.clipboard().setText(_copied(table)))


def _copied(table: QTableView) -> str:
    rows = _rows(table)
    text = tab_separated([_heads(table), *(_cells(table, row) for row in rows[:_MOST])])
    n_left = len(rows) - _MOST
    return text + (tr("… and {n} more rows", n=number(n_left)) + "\n" if n_left > 0 else "")


def _rows(table: QTableView) -> Sequence[int]:
    spans = row_spans(table.selectionModel().selection())
    if not spans or table.selectionMode() == _SINGLE:
        return range(table.model().rowCount())
    return sorted({row for top, end in spans for row in range(top, end)})


def _heads(table: QTableView) -> list[str]:
    model = table.model()
    heads = [_words(model.headerData(c, _ACROSS)) for c in range(model.columnCount())]
    return ["", *heads] if _has_names(table) else heads


def _cells(table: QTableView, row: int) -> list[str]:
    model = table.model()
    cells = [_cell(model.index(row, column)) for column in range(model.columnCount())]
    return [_words(model.headerData(row, _DOWN)), *cells] if _has_names(table) else cells


def _cell(index: QModelIndex) -> str:
    whole = index.data(WHOLE_ROLE)
    return _words(index.data() if whole is None else whole)


def _words(data: object) -> str:
    return "" if data is None else str(data)


def _has_names(table: QTableView) -> bool:
    """Whether its rows have heads too."""
    return not table.verticalHeader().isHidden()
