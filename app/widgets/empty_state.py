"""What stands where nothing is yet: why, and what to do first."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from app.theme import Space, scaled
from app.widgets.buttons import button
from app.widgets.icon_label import IconLabel
from app.widgets.layouts import hbox, vbox
from app.widgets.text_size import with_text_size
from app.widgets.texts import paragraph, show_words

_WIDTH = 440


class EmptyState(QWidget):
    """An icon, a heading, a sentence, a button (``acted``) and another (``other_acted``)."""

    acted = Signal()
    other_acted = Signal()

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
        self.other = button("")
        self._icon = IconLabel(icon_name, "muted", 44)
        self.button.clicked.connect(self.acted)
        self.other.clicked.connect(self.other_acted)
        self.setFocusProxy(self.button)
        self._lay_out()  # before it is shown: without a parent it would be a window
        self.button.setVisible(bool(words))
        self.other.hide()

    def show_state(
        self, icon_name: str, title: str, sentence: str, words: str = "", other: str = ""
    ) -> None:
        """Say something else."""
        self._icon.set_icon(icon_name, "muted")
        self.title.setText(title)
        self.sentence.setText(sentence)
        for made, said in ((self.button, words), (self.other, other)):
            show_words(made, said)

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
        buttons = vbox(self.button, self.other, spacing=Space.S)
        column.addLayout(hbox(1, buttons, 1))
        column.addStretch(3)
