"""Something worth doing, offered below the work, which stays where it is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.plain_words import plain_tip
from app.theme import Space, scaled
from app.translation import tr
from app.widgets.buttons import button
from app.widgets.card import Card
from app.widgets.layouts import hbox, turn, vbox
from app.widgets.texts import paragraph

_NO_BOUND = (1 << 24) - 1  # Qt's own, for no bound
_LEAST_WORDS = 320  # pixels for them beside the buttons; with less they stand above


class OfferBar(QWidget):
    """``accepted`` or ``declined``; it takes the keyboard from nobody. It is to follow
    what is above it in a column without a space: it keeps its own, where it is to be seen."""

    accepted = Signal()
    declined = Signal()

    def __init__(self, verb: str) -> None:
        super().__init__()
        self.words = paragraph("")
        self.accept = button(verb)
        self.decline = button(tr("Not now"), "quiet")
        self.accept.clicked.connect(self.accepted)
        self.decline.clicked.connect(self.declined)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.card = Card()
        self.card.body.setContentsMargins(Space.L, Space.S, Space.S, Space.S)
        vbox(self.card, within=self).setContentsMargins(0, Space.M, 0, 0)
        self._buttons = hbox(1, self.accept, self.decline, spacing=Space.S)
        self._row = hbox((self.words, 1), self._buttons, spacing=Space.S)
        self.card.body.addLayout(self._row)
        self._offered = ("", "")  # with and without what else there is to know
        self._is_terse = False
        self.hide()

    def offer(self, words: str, more: str) -> None:
        """Show it with these words, and ``more`` about it where there is room."""
        whole = f"{words} {more}"
        self._offered = (whole, words)
        self.words.setToolTip(plain_tip(whole))
        self.accept.setAccessibleDescription(whole)
        self._fit()
        self.show()

    def be_terse(self, wanted: bool) -> None:
        """In a low window: fewer words, and the buttons beside them."""
        if wanted != self._is_terse:
            self._is_terse = wanted
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Nothing is cut: what there is no room for is left to the tool tip, and where a low
        window has no room for any words, nothing is offered in it."""
        margins = self.card.body.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        wanted = [made.sizeHint().width() + Space.S for made in (self.accept, self.decline)]
        turn(self._buttons, beside=sum(wanted) <= room)
        has_room = not self._is_terse or room >= sum(wanted) + self._widest_word()
        is_beside = self._is_terse or room >= sum(wanted) + scaled(_LEAST_WORDS)
        turn(self._row, beside=is_beside)
        self.words.setText(self._offered[self._is_terse])
        for part in (self.words, self.accept, self.decline):
            part.setVisible(has_room)
        self.setMaximumHeight(_NO_BOUND if has_room else 0)

    def _widest_word(self) -> int:
        width = self.words.fontMetrics().horizontalAdvance
        return max(map(width, self._offered[1].split()), default=0)
