"""What stands where nothing is yet: why, and what to do first."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from app.theme import Space, scaled
from app.widgets.buttons import button
from app.widgets.icon_label import IconLabel
from app.widgets.layouts import hbox, vbox
from app.widgets.text_size import with_text_size
from app.widgets.texts import paragraph

_WIDTH = 440


class EmptyState(QWidget):
    """An icon, a heading, a sentence and at most one button (``acted``)."""

    acted = Signal()

    def __init__(
        self,
        icon_name: str,
        title: str,
        sentence: str,
        words: str = "",
    ) -> None:
        super().__init__()
        self.title: QLabel = paragraph(title, "section")
        self.sentence = paragraph(sentence, "muted")
        self.button = button(words, "primary")
        self._icon = IconLabel(icon_name, "muted", 44)
        self.button.clicked.connect(self.acted)
        self.setFocusProxy(self.button)
        self._lay_out()  # before it is shown: without a parent it would be a window
        self.button.setVisible(bool(words))

    def show_state(self, icon_name: str, title: str, sentence: str, words: str = "") -> None:
        """Say something else."""
        self._icon.set_icon(icon_name, "muted")
        self.title.setText(title)
        self.sentence.setText(sentence)
        self.button.setText(words)
        self.button.setVisible(bool(words))

    def _lay_out(self) -> None:
        middle = Qt.AlignmentFlag.AlignHCenter
        column = vbox(2, within=self, spacing=0, margin=Space.XL)
        column.addWidget(self._icon, 0, middle)
        column.addSpacing(Space.L)
        self.title.setAlignment(middle)
        column.addWidget(self.title)
        column.addSpacing(Space.S)
        self.sentence.setAlignment(middle)
        with_text_size(self, lambda: self.sentence.setMaximumWidth(scaled(_WIDTH)))
        row = hbox(1, (self.sentence, 1000), 1)
        column.addLayout(row)
        column.addSpacing(Space.XL)
        column.addWidget(self.button, 0, middle)
        column.addStretch(3)
