"""Something worth doing, offered above the work and in nobody's way."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.theme import Space
from app.translation import tr
from app.widgets.buttons import button
from app.widgets.card import Card
from app.widgets.texts import paragraph


class OfferBar(Card):
    """``accepted`` or ``declined``; it takes the keyboard from nobody."""

    accepted = Signal()
    declined = Signal()

    def __init__(self, verb: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = paragraph("")
        self.accept = button(verb)
        self.decline = button(tr("Not now"), "quiet")
        self.accept.clicked.connect(self.accepted)
        self.decline.clicked.connect(self.declined)
        self.body.setContentsMargins(Space.L, Space.S, Space.S, Space.S)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self.words, 1)
        row.addWidget(self.accept)
        row.addWidget(self.decline)
        self.body.addLayout(row)
        self.hide()

    def offer(self, words: str) -> None:
        """Show it with these words."""
        self.words.setText(words)
        self.accept.setAccessibleDescription(words)
        self.show()
