"""The name of a training, typed in its place in the list."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtWidgets import QLineEdit, QStyleOptionViewItem, QWidget

from app.theme import scaled
from app.translation import tr
from app.widgets.cut_cells import CutCells

_WIDTH = 300
_LONGEST = 40  # characters: it stands beside others, in lists and under curves


class RunName(CutCells):
    """Enter takes the name, Escape leaves the old one."""

    def createEditor(
        self,
        parent: QWidget,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> QWidget:
        field = QLineEdit(parent, maxLength=_LONGEST)
        field.setAccessibleName(tr("New name"))
        field.setAccessibleDescription(
            tr("Enter renames the training, no name gives it its number back; Escape leaves it.")
        )
        return field

    def updateEditorGeometry(
        self,
        editor: QWidget,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Over its neighbours, where the column is only as wide as the names in it."""
        place = option.rect
        place.setWidth(max(place.width(), scaled(_WIDTH)))
        editor.setGeometry(place)
