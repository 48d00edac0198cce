"""Rows and columns as Qt asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
WHOLE_ROLE = Qt.ItemDataRole.UserRole + 2  # a text of which the cell shows a part
_ROOT = QModelIndex()


class FlatTable(QAbstractTableModel):
    """``heads`` stand above the columns; those from ``n_words`` on are numbers, on the right."""

    def __init__(
        self, heads: Sequence[str], n_words: int | None = None, parent: QObject | None = None
    ) -> None:
        """``n_words`` None: whoever shows it aligns the columns."""
        super().__init__(parent)
        self.heads = heads
        self._n_words = n_words

    def n_rows(self) -> int:
        """How many there are now."""
        raise NotImplementedError

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else self.n_rows()

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.heads)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(self.heads):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.heads[section]
        return self.alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def alignment(self, column: int) -> Qt.AlignmentFlag | None:
        """Of its head and its cells."""
        if self._n_words is None:
            return None
        is_word, side = column < self._n_words, Qt.AlignmentFlag
        return (side.AlignLeft if is_word else side.AlignRight) | side.AlignVCenter

    def tell_changed(self) -> None:
        """Every cell may be another, of the same rows."""
        if self.n_rows():
            last = self.index(self.n_rows() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)
