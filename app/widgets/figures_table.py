"""Figures in rows and columns, to be read and, where that leads somewhere, opened."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QTableWidget,
    QTableWidgetItem,
)

from app.models.flat_table import WHOLE_ROLE
from app.theme import scaled
from app.widgets.table_style import style_table
from app.widgets.text_size import with_text_size

_ROW = 32
_MOST_ROWS = 12  # before it scrolls
_LEAST_ROOM = 110  # pixels that a column may take at least
_LEAST_NAMES = 160  # pixels of the first: with less it is scrolled to the side
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def leave_room(table: QTableView) -> None:
    """No column of ``table`` becomes wider than a fifth of it or than its head, but for the first,
    which is stretched."""
    header = table.horizontalHeader()
    header.setMaximumSectionSize(-1)  # which bounds what is asked next
    heads = [header.sectionSizeHint(column) for column in range(1, header.count())]
    header.setMaximumSectionSize(max(_LEAST_ROOM, table.width() // 5, *heads))


class FiguresTable(QTableWidget):
    """The first ``n_words`` columns are words, the others numbers; ``opened`` carries a row."""

    opened = Signal(int)

    def __init__(
        self,
        name: str,
        n_words: int = 1,
        most_rows: int = _MOST_ROWS,
    ) -> None:
        super().__init__()
        self._n_words, self._most_rows = n_words, most_rows
        self._is_filled = False  # sections that are just made must not be resized: Qt would crash
        style_table(self, name)
        self.setProperty("role", "figures")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        with_text_size(self, self._fit)
        self.horizontalHeader().setHighlightSections(False)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))

    def show_rows(
        self,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        whole: Sequence[str | None] = (),
    ) -> None:
        """Show these cells under these heads; as high as they are, up to ``most_rows``. ``whole``:
        what is copied in place of each row's first cell."""
        self._is_filled = False
        self.setColumnCount(len(heads))
        self.setRowCount(len(rows))
        for column, head in enumerate(heads):
            self.setHorizontalHeaderItem(column, self._item(head, column))
        for row, cells in enumerate(rows):
            for column, text in enumerate(cells):
                self.setItem(row, column, self._item(text, column))
        for row, copied in enumerate(whole):
            self.model().setData(self.model().index(row, 0), copied, WHOLE_ROLE)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._is_filled = True
        self._fit()
        self._share_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._n_words > 1:  # long ones in the others leave the first column its room
            leave_room(self)
        if self._is_filled:
            self._share_room()

    def _share_room(self) -> None:
        """The first column has what the others leave, but never too little to be read."""
        header = self.horizontalHeader()
        others = sum(header.sectionSize(column) for column in range(1, self.columnCount()))
        least = min(scaled(_LEAST_NAMES), max(self.sizeHintForColumn(0), header.sectionSizeHint(0)))
        is_short = self.width() - others < least
        mode = QHeaderView.ResizeMode.Fixed if is_short else QHeaderView.ResizeMode.Stretch
        bar = Qt.ScrollBarPolicy
        header.setSectionResizeMode(0, mode)
        if is_short:
            header.resizeSection(0, least)
        wanted = bar.ScrollBarAlwaysOn if is_short else bar.ScrollBarAlwaysOff
        if self.horizontalScrollBarPolicy() != wanted:
            self.setHorizontalScrollBarPolicy(wanted)
            self._fit()

    def _fit(self) -> None:
        height, shown = scaled(_ROW), min(max(self.rowCount(), 1), self._most_rows)
        self.verticalHeader().setDefaultSectionSize(height)
        heads, bar = self.horizontalHeader().sizeHint().height(), self.horizontalScrollBar()
        is_scrolled = self.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOn
        below = bar.sizeHint().height() if is_scrolled else 0
        self.setFixedHeight(heads + height * shown + below + 4)

    def _item(self, text: str, column: int) -> QTableWidgetItem:
        item = QTableWidgetItem(text)
        item.setTextAlignment(_LEFT if column < self._n_words else _RIGHT)
        return item

    def cells(self) -> list[list[str]]:
        """What is shown."""
        columns = range(self.columnCount())
        items = ([self.item(row, column) for column in columns] for row in range(self.rowCount()))
        return [[item.text() if item else "" for item in row] for row in items]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentRow() >= 0:
            self.opened.emit(self.currentRow())
            return
        super().keyPressEvent(event)
