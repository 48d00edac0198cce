"""Which model is used, what is known of it, and what else can be done with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.operations.models import ModelChoice
from app.theme import Space, scaled
from app.translation import decimal, tr, tr_count
from app.widgets.buttons import button
from app.widgets.choice_box import ChoiceBox
from app.widgets.layouts import hbox, turn, vbox
from app.widgets.text_size import with_text_size
from app.widgets.texts import paragraph, text_label
from ulmfit_core.predictor import Predictor

_BOX_WIDTH, _FACTS_WIDTH = 420, 160


class ModelBox(QWidget):
    """``chosen`` comes when another model is, or none is left to choose."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.models = ChoiceBox()
        self.models.setAccessibleDescription(
            tr("The model that labels the texts below, of this project or from a file.")
        )
        self.other = button(tr("Open a model file…"), icon_name="folder")
        self.facts = paragraph("", "muted")
        self.train_on = button(tr("Train on from it"), "link")
        self.take_labels = button(tr("Use its labels here"), "link")
        self._lay_out()
        self.models.currentIndexChanged.connect(lambda index: self.chosen.emit())

    @property
    def path(self) -> Path | None:
        """The chosen model's file."""
        chosen = self.models.currentData()
        return Path(chosen) if chosen else None

    def offers(self, path: Path) -> bool:
        """Whether the model in that file is in the list."""
        return self.models.findData(str(path)) >= 0

    def choose(self, path: Path) -> None:
        """Choose one that is offered."""
        self.models.setCurrentIndex(self.models.findData(str(path)))

    def show_choices(self, choices: Sequence[ModelChoice]) -> None:
        """Offer these; what was chosen stays so, else the first is."""
        before = self.models.currentData()
        self.models.blockSignals(True)
        self.models.clear()
        for choice in choices:
            self.models.addItem(choice.title, str(choice.path))
        self.models.setCurrentIndex(max(0, self.models.findData(before)) if choices else -1)
        self.models.blockSignals(False)
        if self.models.currentData() != before or not choices:
            self.chosen.emit()

    def show_facts(self, predictor: Predictor | None, known: Iterable[str]) -> None:
        """What there is to say of the open model, if one is; ``known`` are the project's labels."""
        self.facts.setText(_facts(predictor) if predictor else "")
        self.train_on.setEnabled(predictor is not None)
        new = set(predictor.labels if predictor else ()) - set(known)
        self.take_labels.setVisible(bool(new))

    def _lay_out(self) -> None:
        label = text_label(tr("Model"))
        label.setBuddy(self.models)
        self.models.setAccessibleName(label.text())
        with_text_size(self.models, lambda: self.models.setMaximumWidth(scaled(_BOX_WIDTH)))
        self.models.give_way()
        row = hbox(label, (self.models, 1), self.other, 0, spacing=Space.M)
        self._about = hbox((self.facts, 1), self.take_labels, self.train_on, spacing=Space.M)
        for link in (self.take_labels, self.train_on):
            self._about.setAlignment(link, Qt.AlignmentFlag.AlignLeft)
        vbox(row, self._about, within=self, spacing=Space.XS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_links()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # other facts, or a link more
            self._place_links()
        return super().event(event)

    def _place_links(self) -> None:
        """Below what is known where they would leave it no room."""
        links = [link for link in (self.take_labels, self.train_on) if not link.isHidden()]
        wanted = scaled(_FACTS_WIDTH) + sum(link.sizeHint().width() + Space.M for link in links)
        turn(self._about, beside=wanted <= self.width())


def _facts(predictor: Predictor) -> str:
    """What is known of a model, in a line."""
    words = tr_count("{n} label", "{n} labels", len(predictor.labels))
    n_train = predictor.config.data.get("n_train")
    if isinstance(n_train, int):
        words += ", " + tr_count("learnt from {n} text", "learnt from {n} texts", n_train)
    if predictor.task == "multi":
        words += ", " + tr("any number of them for a text")
    if predictor.abstain_below:
        words += ", " + tr("none below {p}", p=decimal(predictor.abstain_below, 2))
    return words + "."
