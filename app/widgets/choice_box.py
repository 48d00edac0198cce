"""A box to choose in that tells all of what is chosen where there is no room for it."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QToolTip


class ChoiceBox(QComboBox):
    """For names that others gave: they may be of any length."""

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self.is_cut():
            words = f"<p>{escape(self.currentText())}</p>"  # so that it wraps
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def is_cut(self) -> bool:
        """Whether what is chosen is wider than its place."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        place = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            self,
        )
        return self.fontMetrics().horizontalAdvance(self.currentText()) > place.width()
