"""Which texts to go through, and how far one is."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from app.theme import Space
from app.translation import number, tr
from app.widgets.texts import text_label

_ROOM_FOR_ALL = 520  # pixels


class QueueBar(QWidget):
    """``choice`` holds the key of a queue as its data; ``order`` stands beside it."""

    def __init__(self, order: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._order = order
        self.choice = QComboBox()
        for words, key in (
            (tr("Texts to learn from"), "learn"),
            (tr("Test set"), "test"),
            (tr("Skipped texts"), "skipped"),
            (tr("Flagged texts"), "flagged"),
            (tr("Labels that look wrong"), "check"),
            (tr("Some again, blind"), "again"),
        ):
            self.choice.addItem(words, key)
        self.choice.setAccessibleName(tr("Which texts to go through"))
        self.labelled = text_label("", "muted")
        self.left = text_label("", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(self.choice)
        row.addWidget(order)
        row.addStretch(1)
        self.choice.currentIndexChanged.connect(self._show_order)
        row.addWidget(self.labelled)
        row.addWidget(self.left)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.labelled.setVisible(self.width() >= _ROOM_FOR_ALL)  # the sidebar says it too

    def _show_order(self) -> None:
        """Only what is learnt from has an order to choose."""
        self._order.setVisible(self.choice.currentData() == "learn")

    def show_labelled(self, n_labelled: int) -> None:
        """Say how many are done, in the whole project."""
        self.labelled.setText(tr("{n} labelled", n=number(n_labelled)))

    def show_left(self, n_left: int) -> None:
        """Say how many still wait in the queue."""
        self.left.setText(tr("{n} left", n=number(n_left)))
