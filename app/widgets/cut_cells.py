"""Cells of a table that tell all their words where there is no room for them."""

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

_WORDS, _OWN = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole


class CutCells(QStyledItemDelegate):
    """Shows the words of a cell that is cut as its tool tip, unless the model has one for it."""

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
