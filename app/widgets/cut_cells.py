"""Cells of a table that run the way of their words, and tell all where there is no room."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from app.text_direction import text_direction

_WORDS, _OWN = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole


class CutCells(QStyledItemDelegate):
    """Shows the words of a cell that is cut as its tool tip, unless the model has one for it."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        option.direction = text_direction(option.text)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        words = index.data(_WORDS)
        is_asked = event.type() == QEvent.Type.ToolTip and index.data(_OWN) is None
        if not is_asked or not isinstance(words, str) or not self._is_cut(option, index):
            return super().helpEvent(event, view, option, index)
        QToolTip.showText(event.globalPos(), f"<p>{escape(words)}</p>", view)  # so that it wraps
        return True

    def _is_cut(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> bool:
        return self.sizeHint(option, index).width() > option.rect.width()
