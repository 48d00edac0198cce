"""The first rows of a file, as they would be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor

from app.models.flat_table import FlatTable, Index
from app.plain_words import plain_tip
from app.theme import colours
from ulmfit_core.corpus.column_roles import ColumnRole

_LONGEST = 300  # characters of a cell that are worth painting


class PreviewTable(FlatTable):
    """Cells as text; columns that are ignored stand back."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__((), parent=parent)
        self._rows: Sequence[Sequence[str]] = ()
        self._roles: Sequence[ColumnRole] = ()

    def show_rows(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Show another file."""
        self.beginResetModel()
        self.heads, self._rows = columns, rows
        self._roles = ()
        self.endResetModel()

    def change_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Show the same rows, read in another way."""
        self._rows = rows
        if self._rows and self.heads:
            last = self.index(len(self._rows) - 1, len(self.heads) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def show_roles(self, roles: Sequence[ColumnRole]) -> None:
        """Say what each column is to become."""
        self._roles = roles
        if self._rows and self.heads:
            last = self.index(len(self._rows) - 1, len(self.heads) - 1)
            self.dataChanged.emit(self.index(0, 0), last, [Qt.ItemDataRole.ForegroundRole])

    def n_rows(self) -> int:
        return len(self._rows)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """A tip has the whole of what may be too long for its column."""
        if role != Qt.ItemDataRole.ToolTipRole:
            return super().headerData(section, orientation, role)
        head = super().headerData(section, orientation)
        return plain_tip(head) if head else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        cell = self._rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return " ".join(cell[:_LONGEST].split())
        if role == Qt.ItemDataRole.ToolTipRole and len(cell) > 30:
            return plain_tip(cell[:_LONGEST])
        if role == Qt.ItemDataRole.ForegroundRole and self._is_ignored(index.column()):
            return QColor(colours().muted)
        return None

    def _is_ignored(self, column: int) -> bool:
        return bool(self._roles) and self._roles[column] is ColumnRole.IGNORE
