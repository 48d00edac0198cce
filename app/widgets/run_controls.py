"""The three ways to stop a training, answered at once, and the last resort."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget

from app.notices import ask
from app.theme import Space
from app.translation import tr
from app.widgets.buttons import button
from app.widgets.layouts import hbox
from app.widgets.texts import text_label
from ulmfit_core.training.events import StopVerb


class RunControls(QWidget):
    """``asked`` carries a StopVerb; ``forced`` is only offered when nothing else is heard."""

    asked = Signal(object)
    forced = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.answer = text_label("", "muted")
        self.pause = button(tr("Pause"), icon_name="pause")
        self.keep_best = button(tr("Stop and keep best"), icon_name="stop")
        self.discard = button(tr("Discard…"), "danger", "trash")
        self.force = button(tr("Force stop"), "danger", "warning")
        self._icons = {made: made.icon() for made in self._verbs()}
        self.pause.setToolTip(tr("Goes on later where it was, also after a restart."))
        self.keep_best.setToolTip(tr("Ends this part now with the best weights it has."))
        self.discard.setToolTip(tr("Ends the training and deletes what it made."))
        self.pause.clicked.connect(lambda: self.asked.emit(StopVerb.PAUSE))
        self.keep_best.clicked.connect(lambda: self.asked.emit(StopVerb.KEEP_BEST))
        self.discard.clicked.connect(self._ask_to_discard)
        self.force.clicked.connect(self.forced)
        row = hbox(within=self, spacing=Space.S)
        for widget in (self.answer, self.force, *self._verbs()):
            row.addWidget(widget)
        row.addStretch(1)
        self.show_state(None, late=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words are cut last: the icons go where there is little room."""
        super().resizeEvent(event)
        for made, picture in self._icons.items():
            made.setIcon(picture)
        wanted = sum(made.sizeHint().width() + Space.S for made in self._icons) - Space.S
        if wanted > self.width():
            for made in self._icons:
                made.setIcon(QIcon())

    def show_state(self, verb: StopVerb | None, *, late: bool) -> None:
        """``verb``: what was asked and is not done yet; ``late``: for too long."""
        self.answer.setText(_answer(verb))
        self.answer.setVisible(verb is not None)
        for widget in self._verbs():
            widget.setVisible(verb is None)
        self.force.setVisible(verb is not None and late)
        self.force.setToolTip(
            tr("Ends it at once and deletes what it made.")
            if verb is StopVerb.DISCARD
            else tr("Ends it at once; goes on from the last checkpoint.")
        )

    def _verbs(self) -> tuple[QPushButton, ...]:
        return (self.pause, self.keep_best, self.discard)

    def _ask_to_discard(self) -> None:
        if ask(
            self,
            tr("Discard this training?"),
            tr("What it has learnt so far is deleted. Texts and labels stay as they are."),
            tr("Discard"),
        ):
            self.asked.emit(StopVerb.DISCARD)


def _answer(verb: StopVerb | None) -> str:
    match verb:
        case StopVerb.PAUSE:
            return tr("Pausing after this batch…")
        case StopVerb.KEEP_BEST:
            return tr("Keeping the best after this batch…")
        case StopVerb.DISCARD:
            return tr("Discarding after this batch…")
        case _:
            return ""
