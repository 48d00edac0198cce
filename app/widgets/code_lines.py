"""Lines of code to be copied."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QWidget

from app.plain_words import plain_tip
from app.theme import Space
from app.translation import tr
from app.widgets.buttons import button
from app.widgets.layouts import hbox, vbox
from app.widgets.texts import paragraph, text_label


class CodeLines(QWidget):
    """A caption, a button that copies, and below them the lines."""

    def __init__(self, caption: str) -> None:
        super().__init__()
        self.copy = button(tr("Copy"), "link", "copy")
        self.copy.setAccessibleName(tr("Copy: {what}", what=caption))
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text))
        self._lines = paragraph()
        self._lines.setAccessibleName(caption)
        family = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
        fixed = self._lines.font()
        fixed.setFamilies([family])
        self._lines.setFont(fixed)
        self._lines.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        row = hbox((text_label(caption, "muted"), 1), self.copy)
        vbox(row, self._lines, within=self, spacing=Space.XS)

    @property
    def text(self) -> str:
        return self._lines.text()

    def show_text(self, text: str) -> None:
        """Show other lines."""
        self._lines.setText(text)
        self._lines.setToolTip(plain_tip(text))  # a long path is cut where the window is narrow
