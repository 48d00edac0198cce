"""What a training starts from: a base model, a model to train on, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal

from app.operations.models import ModelChoice
from app.plain_words import plain_tip
from app.translation import decimal, tr
from app.widgets.choice_box import ChoiceBox
from ulmfit_core.base_models import FoundBase, list_bases
from ulmfit_core.training.start import NO_BASE, is_model

_BUILD, _FOLDER, _FILE = "+", "", "?"  # in place of a base: build one, ask for one
_N_ASIDE = 4  # entries after those that are bases or models


class StartBox(ChoiceBox):
    """``base`` is what was chosen, as a training takes it."""

    taken = Signal()  # there is another base
    build_wanted = Signal()  # a base model that is still to be made
    folder_wanted = Signal()  # of a base model that is not listed
    file_wanted = Signal()  # a model file that is not listed

    def __init__(self) -> None:
        super().__init__()
        self._models: list[tuple[str, str]] = []  # title and path
        self._listed: list[tuple[str, str]] = []
        self._taken = ""  # the newest choice
        self._is_chosen = False  # by a person
        self.show_bases()
        self.currentIndexChanged.connect(lambda index: self._chosen())

    @property
    def base(self) -> str:
        """A base model's name or folder, a model file, or none."""
        return str(self.currentData())

    def show_models(self, models: Sequence[ModelChoice]) -> None:
        """Offer these models of the project to train on."""
        self._models = [(model.title, str(model.path)) for model in models]
        self.show_bases()

    def show_bases(self) -> None:
        """List what there is anew, where others have come."""
        bases = [(_title(base), base.name) for base in list_bases() if base.direction == "forward"]
        found = bases + self._models
        if found == self._listed and self.count():
            return
        before, gone = self.currentData(), _names(self._listed) - _names(found)
        self._listed = found
        with QSignalBlocker(self):
            self.clear()
            for title, name in found:
                self.addItem(title, name)
            self.addItem(tr("None: learn from these texts alone"), NO_BASE)
            self.addItem(tr("Build one from text…"), _BUILD)
            self.addItem(tr("Another folder…"), _FOLDER)
            self.addItem(tr("A model file…"), _FILE)
        if before in gone or _is_gone(before):
            before, self._is_chosen = self.itemData(0), False
        self._show(before)

    def prefer(self, base: str) -> None:
        """Start from this one, unless another was chosen."""
        if not self._is_chosen and base != self._taken:
            self._show(base)

    def take(self, base: str | None) -> None:
        """Start from this one, listed, a folder or a file; None: from the one before."""
        self._is_chosen |= base is not None
        self._show(base)

    def _show(self, base: str | None) -> None:
        wanted = base or self._taken or self.itemData(0)
        place = self.findData(wanted)
        if place < 0:
            place = self.count() - _N_ASIDE
            self.insertItem(place, Path(wanted).name, wanted)
            self.setItemData(place, plain_tip(wanted), Qt.ItemDataRole.ToolTipRole)
        with QSignalBlocker(self):
            self.setCurrentIndex(place)
        self._taken = str(wanted)
        self.taken.emit()

    def _chosen(self) -> None:
        aside = {_BUILD: self.build_wanted, _FOLDER: self.folder_wanted, _FILE: self.file_wanted}
        ask = aside.get(self.currentData())
        self.take(None if ask else self.base)
        if ask is not None:
            ask.emit()


def _title(base: FoundBase) -> str:
    """With what its trainings' time goes by."""
    millions = decimal(base.n_weights / 1e6, 1)
    return tr("{name}: {millions} million weights", name=base.name, millions=millions)


def _names(listed: Sequence[tuple[str, str]]) -> set[str]:
    return {name for _, name in listed}


def _is_gone(base: str | None) -> bool:
    """Whether it is a model file that was there before."""
    return base is not None and is_model(base) and not Path(base).is_file()
