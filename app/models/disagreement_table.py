"""The texts to which two people gave other labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt

from app.models.flat_table import WHOLE_ROLE, FlatTable, Index
from app.translation import tr
from ulmfit_core.evaluation.two_coders import Disagreement

_LONGEST = 600  # characters of a text: a cell, or its tool tip, shows no more


class DisagreementTable(FlatTable):
    """Text, the project's labels, the file's."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__((tr("Text"), tr("Mine"), tr("Theirs")), 3, parent)
        self.rows: Sequence[Disagreement] = ()

    def show_rows(self, rows: Sequence[Disagreement]) -> None:
        """Show others."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def n_rows(self) -> int:
        return len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, WHOLE_ROLE):
            return None
        row = self.rows[index.row()]
        if role == WHOLE_ROLE:
            return row.text if index.column() == 0 else None
        if index.column() == 0:
            return " ".join(row.text[:_LONGEST].split())
        return ", ".join(row.one if index.column() == 1 else row.other) or tr("none")
