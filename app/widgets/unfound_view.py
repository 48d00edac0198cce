"""How many texts of a label are still unfound, and the way to find that out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import Signal

from app.theme import Space
from app.translation import tr
from app.widgets.buttons import button
from app.widgets.card import Card
from app.widgets.choice_box import ChoiceBox
from app.widgets.layouts import hbox
from app.widgets.texts import paragraph, show_words
from ulmfit_core.project.labels import Label


class UnfoundView(Card):
    """``chosen``: another label is asked about; ``drawn`` and ``to_label``: what a button asks."""

    chosen = Signal()
    drawn = Signal()
    to_label = Signal()

    def __init__(self) -> None:
        super().__init__()
        title = paragraph(tr("How many are still unfound?"), "section")
        self.choice = ChoiceBox()
        self.choice.give_way()
        self.choice.setAccessibleName(title.text())
        self.choice.setAccessibleDescription(tr("The label that it is about"))
        title.setBuddy(self.choice)
        self.words = paragraph("", "muted")
        self.draw = button("")
        self.open = button(tr("Label them"))
        self.body.addWidget(title)
        self.body.addLayout(hbox(self.choice, 1, spacing=Space.S))
        self.body.addWidget(self.words)
        self.body.addLayout(hbox(self.draw, self.open, 1, spacing=Space.S))
        self.choice.activated.connect(lambda _: self.chosen.emit())
        self.draw.clicked.connect(self.drawn)
        self.open.clicked.connect(self.to_label)

    @property
    def label(self) -> int | None:
        """The id of the label it is about; None while there is none."""
        return cast("int | None", self.choice.currentData())

    def show_labels(self, labels: Sequence[Label], first: int | None) -> None:
        """Let these be chosen; ``first`` is, unless one of them was chosen before."""
        before = self.label
        self.choice.clear()
        for label in labels:
            self.choice.addItem(label.name, label.id)
        ids = [label.id for label in labels]
        wanted = before if before in ids else first
        self.choice.setCurrentIndex(ids.index(wanted) if wanted in ids else min(0, len(ids) - 1))

    def show_words(self, sentences: Sequence[str], draw: str, *, can_label: bool) -> None:
        """Say these; ``draw`` is on the button that draws, which "" takes away."""
        self.words.setText("\n".join(sentences))
        show_words(self.draw, draw)
        self.open.setVisible(can_label)
