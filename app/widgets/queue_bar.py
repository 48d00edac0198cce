"""Which texts to go through, and how far one is."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from app.theme import Space
from app.translation import number, tr
from app.widgets.choice_box import ChoiceBox
from app.widgets.texts import text_label


class QueueBar(QWidget):
    """``choice`` holds the key of a queue as its data; ``order`` stands beside it."""

    def __init__(self, order: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._order, self._is_beside = order, True
        self.choice = ChoiceBox()
        for words, key in (
            (tr("Texts to learn from"), "learn"),
            (tr("Test set"), "test"),
            (tr("Skipped texts"), "skipped"),
            (tr("Flagged texts"), "flagged"),
            (tr("Labels that look wrong"), "check"),
            (tr("Some again, blind"), "again"),
            (tr("Texts drawn at random"), "sample"),
        ):
            self.choice.addItem(words, key)
        self.choice.name_itself(
            tr("Which texts to go through"), tr("Texts come one by one from what is chosen here.")
        )
        self.labelled = text_label("", "muted")
        self.labelled.setToolTip(tr("A text that repeats another counts with it."))
        self.labelled.setAccessibleDescription(self.labelled.toolTip())
        self.left = text_label("", "muted")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(Space.S)
        self._grid.addWidget(self.choice, 0, 0)
        self._grid.addWidget(order, 0, 1)
        self._grid.setColumnStretch(2, 1)
        self._grid.addWidget(self.labelled, 0, 3)
        self._grid.addWidget(self.left, 0, 4)
        self.choice.currentIndexChanged.connect(self._show_order)

    def minimumSizeHint(self) -> QSize:
        """That of two lines."""
        first = self.choice.sizeHint().width() + Space.S + self.left.sizeHint().width()
        width = max(first, self._order.sizeHint().width())
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Nothing is cut: how many are labelled goes first, as the sidebar says it too."""
        parts = (self.choice, self._order, self.left)
        wanted = sum(part.sizeHint().width() + Space.S for part in parts)
        more = self.labelled.sizeHint().width() + Space.S
        self.labelled.setVisible(wanted + more <= self.width())
        self._place_order(beside=wanted <= self.width())

    def _place_order(self, *, beside: bool) -> None:
        """Beside the choice of texts, or below it."""
        if beside is not self._is_beside:
            self._is_beside = beside
            self._grid.removeWidget(self._order)
            place = (0, 1, 1, 1) if beside else (1, 0, 1, 5)
            self._grid.addWidget(self._order, *place, Qt.AlignmentFlag.AlignLeft)

    def _show_order(self) -> None:
        """Only what is learnt from has an order to choose."""
        self._order.setVisible(self.choice.currentData() == "learn")

    def show_labelled(self, n_labelled: int) -> None:
        """Say how many are done, in the whole project."""
        self.labelled.setText(tr("{n} labelled", n=number(n_labelled)))
        self._fit()

    def show_left(self, n_left: int) -> None:
        """Say how many still wait in the queue."""
        self.left.setText(tr("{n} left", n=number(n_left)))
        meaning = _left_of(self.choice.currentData())
        self.left.setToolTip(meaning)
        self.left.setAccessibleDescription(meaning)
        self._fit()


def _left_of(queue: str) -> str:
    """What is counted; of the others the name of the queue says it."""
    if queue != "learn":
        return ""
    return tr(
        "Texts to learn from that have no label and were not skipped. The test set is not among "
        "them, nor are texts that repeat another: they have its label."
    )
