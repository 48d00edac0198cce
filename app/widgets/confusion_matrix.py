"""Which labels the model takes for which: a table of shaded cells, each of which opens."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.models.confusion_table import CELL_ROLE, Cell, ConfusionTable
from app.theme import Radius, Type, colours, font, mixed, scaled
from app.translation import number, tr
from app.widgets.table_copy import copy_by_key
from ulmfit_core.evaluation.report import EvaluationReport

_LEAST_WIDTH = 40
_MOST_WIDTH = 104
_HEIGHT = 40
_NAMES = 120  # pixels at most for the labels on the left
_SEEN = 3  # letters of a name in the narrowest column
_MOST_ROWS = 12  # before it scrolls
_FAINTEST, _STRONGEST = 0.08, 0.45  # shares of the colour: the number stays readable on it


class ConfusionMatrix(QTableView):
    """``opened`` carries the label that the texts of a cell have and the one they were given.

    The arrows go from cell to cell, Enter opens one, so does a click. Right answers lie on the
    diagonal, framed; the fuller a cell is painted, the larger its share of the row.
    """

    opened = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = ConfusionTable()
        self.setModel(self.table)
        self.setItemDelegate(_CellPainter(self))
        self.setAccessibleName(tr("Which label was taken for which"))
        self.setAccessibleDescription(
            tr("Rows: the label a text has. Columns: the label it was given.")
        )
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setProperty("role", "matrix")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setCornerButtonEnabled(False)
        self._set_up_headers()
        copy_by_key(self)
        self.clicked.connect(self._open)

    def show_report(self, report: EvaluationReport | None) -> None:
        """Show the matrix of a report; the cell in hand stays in hand."""
        row, column = self.currentIndex().row(), self.currentIndex().column()
        self.table.show_report(report)
        n_labels = len(self.table.labels)
        if n_labels:
            inside = 0 <= row < n_labels and 0 <= column < n_labels
            self.setCurrentIndex(self.table.index(*((row, column) if inside else (0, 0))))
        self._cut_names()
        self._fit()

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event.key() in keys and self.currentIndex().isValid():
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(index.row(), index.column())

    def _set_up_headers(self) -> None:
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setHighlightSections(True)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.verticalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        )
        self.verticalHeader().setMaximumWidth(_NAMES)

    def _cut_names(self) -> None:
        """At the end, or in the middle where the beginnings would look the same."""
        names = self.table.labels
        is_told = len({name[:_SEEN] for name in names}) == len(names)
        cut = Qt.TextElideMode.ElideRight if is_told else Qt.TextElideMode.ElideMiddle
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setTextElideMode(cut)

    def _fit(self) -> None:
        height = scaled(_HEIGHT)
        self.verticalHeader().setDefaultSectionSize(height)
        heads = self.horizontalHeader().sizeHint().height()
        self._fit_columns()
        wide = len(self.table.labels) * self.horizontalHeader().defaultSectionSize()
        bar = self.horizontalScrollBar().sizeHint().height()
        n_rows = min(max(1, len(self.table.labels)), _MOST_ROWS)
        room = self.width() - self.verticalHeader().width()
        self.setFixedHeight(heads + height * n_rows + (bar if wide > room else 0) + 4)

    def _fit_columns(self) -> None:
        n_labels = max(1, len(self.table.labels))
        room = self.viewport().width() // n_labels
        self.horizontalHeader().setDefaultSectionSize(
            min(max(room, scaled(_LEAST_WIDTH)), scaled(_MOST_WIDTH))
        )


class _CellPainter(QStyledItemDelegate):
    """A tinted tile with its number."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        cell: Cell = index.data(CELL_ROLE)
        theme = colours()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tile = QRectF(option.rect).adjusted(2, 2, -2, -2)
        has_focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.setPen(_frame(cell, has_focus))
        ground = _ground(cell)
        painter.setBrush(ground)
        painter.drawRoundedRect(tile, Radius.CONTROL, Radius.CONTROL)
        strong = QFont.Weight.DemiBold if cell.is_right else QFont.Weight.Normal
        painter.setFont(font(Type.BODY, strong))
        painter.setPen(QColor(theme.text if cell.n else theme.muted))
        painter.drawText(tile, Qt.AlignmentFlag.AlignCenter, number(cell.n) if cell.n else "·")
        painter.restore()


def _frame(cell: Cell, has_focus: bool) -> QPen:
    theme = colours()
    if has_focus:
        return QPen(QColor(theme.text), 2)
    return QPen(QColor(theme.accent if cell.is_right else theme.border), 1)


def _ground(cell: Cell) -> QColor:
    """Of the theme's accent where it is right and its danger where it is not, by share."""
    theme = colours()
    full = QColor(theme.accent if cell.is_right else theme.danger)
    strength = _FAINTEST + (_STRONGEST - _FAINTEST) * cell.share if cell.n else 0.0
    return mixed(full, QColor(theme.surface), strength)
