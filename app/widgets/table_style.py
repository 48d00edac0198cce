"""What all tables of the app have in common."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractItemView, QTableView

from app.widgets.cut_cells import CutCells
from app.widgets.table_copy import copy_by_key


def style_table(table: QTableView, name: str) -> None:
    """Whole rows without a grid, each cell in one line, copied by Ctrl+C; ``name`` is what screen
    readers say."""
    table.setAccessibleName(name)
    table.setItemDelegate(CutCells(table))
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    copy_by_key(table)
