"""Which labels were taken for which, as a square table of counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app.plain_words import plain_tip
from app.translation import number, tr, tr_count
from ulmfit_core.evaluation.report import EvaluationReport

CELL_ROLE = Qt.ItemDataRole.UserRole + 1  # the Cell

_ROOT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Cell:
    """How many texts of one label were given another or the same."""

    truth: int
    given: int
    n: int
    share: float  # of the texts that have the label

    @property
    def is_right(self) -> bool:
        return self.truth == self.given


class ConfusionTable(QAbstractTableModel):
    """Row: the label a text has; column: the label it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.labels: tuple[str, ...] = ()
        self._counts: tuple[tuple[int, ...], ...] = ()

    def show_report(self, report: EvaluationReport | None) -> None:
        """Take another report; one without a matrix leaves it empty."""
        self.beginResetModel()
        self._counts = report.evaluation.confusion if report else ()
        self.labels = report.labels if report and self._counts else ()
        self.endResetModel()

    def cell(self, truth: int, given: int) -> Cell:
        """One cell."""
        row = self._counts[truth]
        return Cell(truth, given, row[given], row[given] / max(1, sum(row)))

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.labels)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.labels)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.labels[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            is_truth, name = orientation == Qt.Orientation.Vertical, self.labels[section]
            return plain_tip(
                tr("has the label {name}", name=name)
                if is_truth
                else tr("was given {name}", name=name)
            )
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cell = self.cell(index.row(), index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return number(cell.n)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._words(cell))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._words(cell)
        return cell if role == CELL_ROLE else None

    def _words(self, cell: Cell) -> str:
        truth, given = self.labels[cell.truth], self.labels[cell.given]
        if cell.is_right:
            return tr_count(
                "{n} text of {truth}, rightly given it",
                "{n} texts of {truth}, rightly given it",
                cell.n,
                truth=truth,
            )
        return tr_count(
            "{n} text of {truth}, given {given}",
            "{n} texts of {truth}, given {given}",
            cell.n,
            truth=truth,
            given=given,
        )
