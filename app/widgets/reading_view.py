"""One text to decide about, what can be done with it, and what was decided last."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from app.models.place_words import place_words
from app.theme import Space, scaled
from app.translation import tr, tr_count
from app.widgets.buttons import button
from app.widgets.card import Card, separator
from app.widgets.key_cap import KeyCap
from app.widgets.layouts import add, hbox, turn, vbox
from app.widgets.reader import Reader
from app.widgets.recent_decisions import Decision, RecentDecisions
from app.widgets.tab_order import tab_through
from app.widgets.texts import ElidedLabel, paragraph, show_words, text_label
from ulmfit_core.project.documents import StoredDocument
from ulmfit_core.project.filters import Status

_MORE_TEXT = 100  # px beyond the least that a text needs, before decisions get any
_AS_WIDE = QSizePolicy.Policy.Ignored  # as its place
_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
_MIDDLE = Qt.AlignmentFlag.AlignHCenter


class ReadingView(QWidget):
    """Shows; what its buttons do are the page's actions."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reader = Reader()
        self.about = ElidedLabel("", "small")
        self.why = paragraph("", "small")  # wraps: it is what the text is shown for
        self.why.setSizePolicy(_AS_WIDE, QSizePolicy.Policy.Preferred)
        self.kept = ElidedLabel("", "small", cut=Qt.TextElideMode.ElideRight)
        self.show_kept("")
        self.decisions = RecentDecisions()
        self._lines = (QHBoxLayout(), QHBoxLayout())  # of buttons
        self._actions: list[tuple[KeyCap, QPushButton]] = []
        self._holders: list[QWidget] = []
        self._decisions_heading = text_label(tr("Last decisions"), "small")
        self._lay_out()

    def show_document(self, document: StoredDocument, n_repeats: int = 0) -> None:
        """Show a text from its beginning, and how many repeat it."""
        self.reader.show_text(document.text)
        self.show_state(document, n_repeats)

    def show_state(self, document: StoredDocument, n_repeats: int = 0) -> None:
        """Say what is known of the text besides its labels."""
        words = [place_words(document)]
        if n_repeats:
            words.append(tr_count("{n} text is the same", "{n} texts are the same", n_repeats))
        if document.flagged:
            words.append(tr("flagged"))
        if document.status is Status.SKIPPED:
            words.append(tr("skipped"))
        if document.is_test:
            words.append(tr("test set"))
        if document.note:
            words.append(document.note)
        self.about.set_whole(" · ".join(words))
        self._fit()

    def show_reason(self, words: str) -> None:
        """Say why this text is asked about now; "" says nothing."""
        show_words(self.why, words)
        self._fit()

    def show_kept(self, words: str) -> None:
        """Say what came beside the text in its table; "" says nothing."""
        self.kept.set_whole(words)
        self.kept.setVisible(bool(words))

    def show_decisions(self, decisions: list[Decision]) -> None:
        """Show the last decisions, if there are any."""
        self.decisions.show_decisions(decisions)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """In a narrow window the reason stands on a line of its own; in a low one the text needs
        the room of the decisions."""
        words = (self.about.whole(), self.why.text())
        wanted = [self.about.fontMetrics().horizontalAdvance(part) for part in words]
        is_wide = sum(wanted) + 3 * Space.L <= self.width()
        self._place_actions()
        turn(self._head, beside=is_wide)
        for place, width in enumerate(wanted):
            self._head.setStretch(place, width if is_wide else 0)
        self.why.setAlignment((_RIGHT if is_wide else _LEFT) | Qt.AlignmentFlag.AlignVCenter)
        below = self._decisions_heading.sizeHint().height() + self.decisions.maximumHeight()
        text = self._card.minimumSizeHint().height() + scaled(_MORE_TEXT)
        is_high = self.height() >= text + below + 2 * Space.M
        shown = is_high and bool(self.decisions.items())
        self.decisions.setVisible(shown)
        self._decisions_heading.setVisible(shown)

    def _lay_out(self) -> None:
        self._card = card = Card()
        card.body.setContentsMargins(0, Space.M, 0, Space.S)
        card.body.setSpacing(Space.XS)
        self._head = head = hbox(self.about, self.why, spacing=Space.XS)
        below = hbox(self.kept)
        for line in (head, below):
            line.setContentsMargins(Space.L, 0, Space.L, 0)
        add(card.body, head, below, (self.reader, 1), separator())
        for line in self._lines:
            card.body.addLayout(line)
        vbox((card, 1), self._decisions_heading, self.decisions, within=self, spacing=Space.M)

    def show_actions(self, actions: list[QAction]) -> None:
        """Offer what can be done with the text, below it."""
        for line in self._lines:
            line.setContentsMargins(Space.XS, 0, Space.XS, 0)
            line.setSpacing(0)
        self._actions = [(KeyCap(str(a.property("key"))), _button(a)) for a in actions]
        self._holders = [_side_by_side(cap, made) for cap, made in self._actions]
        self._place_actions()
        tab_through(self.reader, *(made for _, made in self._actions))

    def _place_actions(self) -> None:
        """Where there is no room for their keys, those are left to the tool tips; where there is
        none for all in a line, they take two."""
        room = self.width() - 2 * Space.XS
        caps = sum(cap.sizeHint().width() for cap, _ in self._actions)
        words = sum(made.sizeHint().width() for _, made in self._actions)
        for cap, _ in self._actions:
            cap.setVisible(caps + words <= room)
        across = len(self._holders) if words <= room else 2
        for place, holder in enumerate(self._holders):
            self._lines[place >= across].addWidget(holder, 1, _MIDDLE)


def _side_by_side(cap: KeyCap, made: QPushButton) -> QWidget:
    holder = QWidget()
    hbox(cap, made, within=holder, spacing=0)
    made.setToolTip(cap.key)
    return holder


def _button(action: QAction) -> QPushButton:
    made = button(action.text(), "quiet")
    made.clicked.connect(action.trigger)
    action.enabledChanged.connect(made.setEnabled)
    return made
