"""A box to choose in that shows all of what there is where it has no room itself."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QToolTip, QWidget


class ChoiceBox(QComboBox):
    """Its list is as wide as what is in it, and a tool tip tells what is cut: names that others
    gave may be of any length."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # not by the wheel, which is the page's

    def offer(self, names: Mapping[str, str]) -> None:
        """Offer what these keys stand for; what was chosen before stays so where it is still
        there."""
        before = self.currentData()
        self.clear()
        for key, name in names.items():
            self.addItem(name, key)
        self.setCurrentIndex([*names].index(before) if before in names else min(0, len(names) - 1))

    def name_itself(self, name: str, meaning: str) -> None:
        """Say what it is for where no label beside it does: but on Windows, Qt gives screen
        readers what is chosen in place of the name."""
        self.setAccessibleName(name)
        self.setAccessibleDescription(f"{name}: {meaning}")

    def give_way(self) -> None:
        """Be narrower than what is in it where the window is narrow."""
        self.setMinimumContentsLength(6)
        self.setSizeAdjustPolicy(self.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The page's: whoever scrolls past does not choose."""
        event.ignore()

    def showPopup(self) -> None:
        view = self.view()
        bar = view.verticalScrollBar().sizeHint().width()
        words = view.sizeHintForColumn(0) + bar + 2 * view.frameWidth()
        view.setMinimumWidth(min(words, self.screen().availableGeometry().width() // 2))
        super().showPopup()

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
        return self.currentText() != option.currentText

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """Qt would cut what has no room without a sign of it."""
        super().initStyleOption(option)
        room = (
            self.style()
            .subControlRect(
                QStyle.ComplexControl.CC_ComboBox,
                option,
                QStyle.SubControl.SC_ComboBoxEditField,
                self,
            )
            .width()
        )
        cut = Qt.TextElideMode.ElideRight
        option.currentText = self.fontMetrics().elidedText(self.currentText(), cut, room)
