"""What to choose before a training: a recipe in plain words, the base model, the device."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QGridLayout,
    QLabel,
    QWidget,
)

from app.icons import icon
from app.models.fit_words import fit_words
from app.models.preset_title import preset_title
from app.tasks.estimator import Choice
from app.theme import Space, scaled
from app.translation import tr
from app.widgets.advanced_settings import AdvancedSettings
from app.widgets.buttons import button
from app.widgets.choice_box import ChoiceBox
from app.widgets.layouts import vbox
from app.widgets.preset_card import PresetCard
from app.widgets.start_box import StartBox
from app.widgets.text_size import with_text_size
from app.widgets.texts import form_label, paragraph, show_words
from ulmfit_core.project.corpus_size import Fit
from ulmfit_core.project.training import TrainingJob
from ulmfit_core.training.presets import DEFAULT_PRESET, PRESETS, Preset
from ulmfit_core.training.start import NO_BASE, is_model

_PLAIN = ("quick", "adapted", "standard", "thorough")
_CPU, _GPU = "cpu", "cuda"
_BOX_WIDTH = 320
_CARD_WIDTH = 200  # px that a card needs in a row of all


class TrainSetup(QWidget):
    """``changed`` comes with every choice; ``job`` is what was chosen."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.cards = {
            name: PresetCard(preset_title(name), tr(PRESETS[name].summary)) for name in _PLAIN
        }
        self._cards = QGridLayout()
        self.base = StartBox()
        self.base.setAccessibleDescription(
            tr("The language model that has read much already and learns on from here.")
        )
        self.device = ChoiceBox()
        self.device.setAccessibleDescription(
            tr("What of this computer computes; a graphics card is many times faster.")
        )
        self.gentle = QCheckBox(tr("Gentle"))
        self.more = button(tr("Advanced settings"), "link", "chevron-right")
        self.more.setCheckable(True)
        self.advanced = AdvancedSettings()
        self.advice = paragraph(
            tr("This recipe builds on a base model: choose one above, or take Standard."),
            "warning",
        )
        self.goes_on = paragraph(
            tr(
                "Goes on from this model: its language model stays as it is, the classifier is "
                "trained. With the same labels its head goes on too, unless Quick or Adapted "
                "made it. Texts held out now may have taught it before."
            ),
            "muted",
        )
        self.unfit = paragraph("", "warning")
        self.build_base = button(tr("Build a base model…"), "link")
        self.room = paragraph("", "warning")
        self.problem = paragraph("", "danger")
        self._names: list[QLabel] = []  # of the boxes
        self._is_chosen = False  # whether the recipe was, by hand
        self._is_gentle_chosen = False
        self.show_devices((_CPU,))
        self._lay_out()
        self._connect()
        self.cards[DEFAULT_PRESET].setChecked(True)
        self._preset_changed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        has_room = self.width() >= len(self.cards) * scaled(_CARD_WIDTH)
        self._arrange_cards(len(self.cards) if has_room else 2)

    @property
    def preset(self) -> Preset:
        """The recipe chosen: a card's, or another one by name."""
        return self.advanced.preset

    def prefer(self, preset: Preset) -> None:
        """Take this recipe, unless one was chosen or its settings were looked at."""
        if not self._is_chosen and not self.advanced.is_filled:
            self.advanced.choose(preset.name)

    def prefer_gentle(self, wanted: bool) -> None:
        """Be gentle or not, unless that was chosen."""
        if not self._is_gentle_chosen:
            self.gentle.setChecked(wanted)

    def job(self) -> TrainingJob:
        """What was chosen, without a run folder. Raises InputError for a setting that cannot be."""
        settings, lm_settings = self._overrides()
        return TrainingJob(
            run_dir="",
            preset=self.preset.name,
            base=self.base.base,
            gentle=self.gentle.isChecked(),
            settings=settings,
            lm_settings=lm_settings,
        )

    def choices(self) -> dict[str, Choice]:
        """What each recipe to be estimated comes to, the chosen one first. Raises InputError."""
        base, gentle = self.base.base, self.gentle.isChecked()
        settings, lm_settings = self._overrides()
        chosen = self.preset.name
        made = {chosen: Choice(self.preset, base, gentle, settings, lm_settings)}
        for name in self.cards:
            made.setdefault(
                name, Choice(PRESETS[name], base, gentle, *self._elsewhere(PRESETS[name]))
            )
        return made

    def show_estimates(self, words: dict[str, str]) -> None:
        """Under each recipe what is expected of it; the chosen one may have no card."""
        for name, card in self.cards.items():
            card.set_detail(words.get(name, ""))
        chosen = self.preset.name
        self.advanced.estimate.setText("" if chosen in self.cards else words.get(chosen, ""))

    def show_room(self, words: str) -> None:
        """What of disk and memory may not suffice; "" where there is enough."""
        show_words(self.room, words)

    def show_devices(self, devices: Sequence[str]) -> None:
        """Offer where this computer can train."""
        for name, title in ((_CPU, tr("Processor (CPU)")), (_GPU, tr("Graphics card (GPU)"))):
            if name in devices and self.device.findData(name) < 0:
                self.device.addItem(title, name)

    def show_fit(self, fit: Fit) -> None:
        """Say where the base was not made for such texts, and what could be done."""
        self.unfit.setText(fit_words(fit, self.base.base))
        self.unfit.setVisible(fit is not Fit.WELL)
        self.build_base.setVisible(fit is not Fit.WELL)

    def is_valid(self) -> bool:
        """Whether every setting can be, and the base is one to build on."""
        return not self.problem.text() and self.advice.isHidden()

    def take_rate(self, rate: float, *, language_model: bool) -> None:
        """Make it the peak rate of that stage, and show it."""
        self.more.setChecked(True)
        self.advanced.take_rate(rate, language_model=language_model)

    @property
    def _reads(self) -> bool:
        """Whether a language model is fine-tuned: a model file's has read its texts already."""
        return self.preset.language_model is not None and not is_model(self.base.base)

    def _overrides(self) -> tuple[dict[str, Any], dict[str, Any]]:
        device, lm_device = self._elsewhere(self.preset)
        settings, lm_settings = self.advanced.overrides(reads=self._reads)
        return settings | device, lm_settings | lm_device

    def _elsewhere(self, preset: Preset) -> tuple[dict[str, Any], dict[str, Any]]:
        """The device of the classifier and of the language model, unless it is the processor,
        where an instant head always computes."""
        device = str(self.device.currentData())
        elsewhere = {} if device == _CPU else {"device": device}
        reads = preset.language_model is not None
        return {} if preset.is_instant else elsewhere, elsewhere if reads else {}

    def _connect(self) -> None:
        for name, card in self.cards.items():
            card.clicked.connect(lambda checked=False, n=name: self._choose(n))
        self.advanced.recipe.activated.connect(lambda index: self._choose(self.preset.name))
        self.advanced.preset_changed.connect(self._preset_changed)
        self.advanced.changed.connect(self._check)
        self.more.toggled.connect(self._unfold)
        self.base.taken.connect(self._start_changed)
        self.device.currentIndexChanged.connect(lambda index: self.changed.emit())
        self.gentle.clicked.connect(self._choose_gentle)
        self.gentle.toggled.connect(lambda on: self.changed.emit())

    def _choose(self, name: str) -> None:
        self._is_chosen = True
        self.advanced.choose(name)

    def _choose_gentle(self) -> None:
        self._is_gentle_chosen = True

    def _preset_changed(self) -> None:
        name = self.preset.name
        for key, card in self.cards.items():
            card.setAutoExclusive(name in self.cards)  # else none could be unchecked
            card.setChecked(key == name)
        if self.more.isChecked() or self.advanced.is_filled:
            self.advanced.show_defaults()
        else:
            self._check()
        self._advise()

    def _start_changed(self) -> None:
        self._check()
        self._advise()

    def _advise(self) -> None:
        self.advice.setVisible(self.preset.is_instant and self.base.base == NO_BASE)
        self.goes_on.setVisible(is_model(self.base.base) and not self.preset.is_instant)
        self.changed.emit()

    def _unfold(self, wanted: bool) -> None:
        if wanted and not self.advanced.is_filled:
            self.advanced.show_defaults()
        self.more.setIcon(icon("chevron-down" if wanted else "chevron-right", "accent"))
        self.advanced.setVisible(wanted)
        for name in self._names:  # so that their fields stand below one another
            name.setMinimumWidth(max(other.sizeHint().width() for other in self._names))

    def _check(self) -> None:
        problem = self.advanced.problem(reads=self._reads)
        show_words(self.problem, problem)
        self.changed.emit()

    def _lay_out(self) -> None:
        self._cards.setSpacing(Space.M)
        self._arrange_cards(len(self.cards))
        column = vbox(self._cards, self._form(), within=self, spacing=Space.L)
        notes = (self.advice, self.unfit, self.build_base, self.goes_on)
        for part in (*notes, self.room, self.problem, self.more, self.advanced):
            column.addWidget(part)
        self.show_fit(Fit.WELL)
        self.room.hide()
        self.problem.hide()
        self.advanced.hide()

    def _arrange_cards(self, n_columns: int) -> None:
        for number, card in enumerate(self.cards.values()):
            self._cards.addWidget(card, *divmod(number, n_columns))
        for number in range(len(self.cards)):
            self._cards.setColumnStretch(number, 1 if number < n_columns else 0)

    def _form(self) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(Space.L)
        form.setVerticalSpacing(Space.S)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignVCenter)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for box, words in ((self.base, tr("Start from")), (self.device, tr("Train on"))):
            name = form_label(words, box)
            self._names.append(name)
            form.addRow(name, box)
        form.addRow("", self.gentle)
        words = tr("Slower, on one core, while others have work to do.")
        self.gentle.setAccessibleDescription(words)
        form.addRow("", paragraph(words, "muted"))
        self._names.append(self.advanced.name)
        for box in self._boxes():
            box.give_way()
        with_text_size(self, self._fit_boxes)
        return form

    def _boxes(self) -> tuple[ChoiceBox, ...]:
        return (self.base, self.device, self.advanced.recipe)

    def _fit_boxes(self) -> None:
        for box in self._boxes():
            box.setMaximumWidth(scaled(_BOX_WIDTH))
