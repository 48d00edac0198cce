"""The rows that an import left out, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt

from app.core_sentences import said
from app.models.flat_table import FlatTable, Index
from app.tab_separated import tab_separated
from app.translation import number, tr
from ulmfit_core.corpus.document import RejectedRow


class RejectedRows(FlatTable):
    """Row number, reason, file."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__((tr("Row"), tr("Reason"), tr("File")), parent=parent)
        self._rows: Sequence[RejectedRow] = ()

    def show_rows(self, rows: Sequence[RejectedRow]) -> None:
        """Show others."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def as_text(self) -> str:
        """All of them, for the clipboard."""
        rows = ((row.row, said(row.reason), row.source) for row in self._rows)
        return tab_separated([self.heads, *rows])

    def n_rows(self) -> int:
        return len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role != Qt.ItemDataRole.DisplayRole:
            return None
        row = self._rows[index.row()]
        return (number(row.row), said(row.reason), row.source)[index.column()]
