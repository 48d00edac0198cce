"""A quiet box for things that belong together, and the heading above such a group."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.theme import Space
from app.widgets.texts import paragraph


class Card(QFrame):
    """A surface with room inside; its contents go into ``body``. Never put one into another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        self.body.setSpacing(Space.M)


class SectionHeader(QWidget):
    """A heading, a line that explains it, and on the right what can be done (``trailing``)."""

    def __init__(self, title: str, explanation: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        words = QVBoxLayout()
        words.setSpacing(Space.XS)
        self.title = paragraph(title, "section")
        words.addWidget(self.title)
        if explanation:
            words.addWidget(paragraph(explanation, "muted"))
        row.addLayout(words, 1)
        self.trailing = QHBoxLayout()
        self.trailing.setSpacing(Space.S)
        row.addLayout(self.trailing)


def separator(parent: QWidget | None = None) -> QFrame:
    """A hairline."""
    made = QFrame(parent)
    made.setProperty("role", "line")
    return made
