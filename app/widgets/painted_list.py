"""A list whose rows are painted, for mouse and keyboard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from app.plain_words import plain_tip
from app.theme import Radius, colours, scaled

_ITEM = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True)
class Row:
    """What is painted and handed on, and the words that a screen reader says of it."""

    item: Any
    words: str
    more: str = ""  # what it says beside them
    tip: str = ""


class RowPainter(QStyledItemDelegate):
    """Paints rows of one height, in pixels at the usual size of text."""

    row_height = 28

    def paint_row(self, painter: QPainter, rect: QRectF, item: Any) -> None:
        """Paint what is in ``item`` into ``rect``."""
        raise NotImplementedError

    def paint_ground(self, painter: QPainter, rect: QRectF, state: QStyle.StateFlag) -> None:
        """Paint what lies under a row: here whether mouse or keyboard is on it."""
        theme = colours()
        focused = state & QStyle.StateFlag.State_HasFocus
        if focused or state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(theme.hover))
            painter.setPen(QColor(theme.accent) if focused else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), Radius.CONTROL, Radius.CONTROL)

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(200, scaled(self.row_height))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_ground(painter, rect, option.state)
        self.paint_row(painter, rect, index.data(_ITEM))
        painter.restore()


class PaintedList(QListView):
    """``picked`` carries the item of a row that was clicked or entered."""

    picked = Signal(object)

    def __init__(self, painter: type[RowPainter], name: str) -> None:
        super().__init__()
        self.setModel(QStandardItemModel(self))
        self.setItemDelegate(painter(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(name)
        self.clicked.connect(lambda index: self.picked.emit(index.data(_ITEM)))

    def show_rows(self, rows: Iterable[Row]) -> None:
        """Show these and no others."""
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        model.clear()
        for row in rows:
            shown = QStandardItem(row.words)
            shown.setData(row.item, _ITEM)
            shown.setToolTip(plain_tip(row.tip))
            shown.setAccessibleDescription(row.more)
            model.appendRow(shown)

    def items(self) -> list[Any]:
        """Of the rows, in their order."""
        model = self.model()
        return [model.index(row, 0).data(_ITEM) for row in range(model.rowCount())]

    def current(self) -> Any:
        """The item of the row that the keyboard is on; None where it is on none."""
        return self.currentIndex().data(_ITEM) if self.currentIndex().isValid() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_entered and self.currentIndex().isValid():
            self.picked.emit(self.current())
        else:
            super().keyPressEvent(event)
