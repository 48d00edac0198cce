"""A quiet box for things that belong together, and the heading above such a group."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.theme import Space
from app.widgets.layouts import hbox, turn, vbox
from app.widgets.texts import paragraph

_LEAST = 120  # pixels of a heading, whose words wrap
_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight


class Card(QFrame):
    """A surface with room inside; its contents go into ``body``. Never put one into another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        self.body.setSpacing(Space.M)


class SectionHeader(QWidget):
    """A heading, a line that explains it, and on the right, or below, what can be done
    (``trailing``)."""

    def __init__(self, title: str, explanation: str = "") -> None:
        super().__init__()
        self._row = row = hbox(within=self, spacing=Space.S)
        self.title = paragraph(title, "section")
        words = vbox(self.title, spacing=Space.XS)
        if explanation:
            words.addWidget(paragraph(explanation, "muted"))
        row.addLayout(words, 1)
        self.trailing = hbox(spacing=Space.S)
        row.addLayout(self.trailing)

    def minimumSizeHint(self) -> QSize:
        """As narrow as with one thing below the other."""
        size = super().minimumSizeHint()
        return QSize(min(size.width(), max([_LEAST, *self._widths()])), size.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a button more, or another word on one
            self._place()
        return super().event(event)

    def _place(self) -> None:
        """What can be done goes below the heading where there is no room for both, and one below
        the other where there is none for all of it."""
        heading = self.title.fontMetrics().horizontalAdvance(self.title.text())
        wanted = sum(width + Space.S for width in self._widths())
        is_wide = heading + wanted <= self.width()
        turn(self._row, beside=is_wide or not wanted)
        turn(self.trailing, beside=wanted - Space.S <= self.width())
        self.trailing.setAlignment(_RIGHT if is_wide else _LEFT)

    def _widths(self) -> list[int]:
        """Of what can be done."""
        items = map(self.trailing.itemAt, range(self.trailing.count()))
        return [item.sizeHint().width() for item in items if item and not item.isEmpty()]


def separator(parent: QWidget | None = None) -> QFrame:
    """A hairline."""
    made = QFrame(parent)
    made.setProperty("role", "line")
    return made
