"""The rows that an import left out, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.core_sentences import said
from app.translation import number, tr
from ulmfit_core.corpus.document import RejectedRow

_Index = QModelIndex | QPersistentModelIndex


class RejectedRows(QAbstractTableModel):
    """Row number, reason, file."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[RejectedRow] = ()

    def show_rows(self, rows: Sequence[RejectedRow]) -> None:
        """Show others."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def as_text(self) -> str:
        """All of them, tab-separated, for the clipboard."""
        lines = [f"{row.row}\t{said(row.reason)}\t{row.source}" for row in self._rows]
        return "\n".join(["\t".join((tr("Row"), tr("Reason"), tr("File"))), *lines])

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 3

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role != Qt.ItemDataRole.DisplayRole:
            return None
        row = self._rows[index.row()]
        return (number(row.row), said(row.reason), row.source)[index.column()]

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return (tr("Row"), tr("Reason"), tr("File"))[section]
        return None
