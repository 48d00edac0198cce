"""What to choose before a training: a recipe in plain words, the base model, the device."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.icons import icon
from app.tasks.estimator import Choice
from app.theme import Space
from app.translation import tr
from app.widgets.buttons import button
from app.widgets.preset_card import PresetCard
from app.widgets.settings_form import SettingsForm
from app.widgets.start_box import StartBox
from app.widgets.texts import form_label, paragraph, text_label
from ulmfit_core.project.training import TrainingJob
from ulmfit_core.training.finetune_jobs import (
    ClassifierJob,
    InstantHeadJob,
    LanguageModelJob,
)
from ulmfit_core.training.presets import DEFAULT_PRESET, PRESETS, Preset
from ulmfit_core.training.start import NO_BASE, is_model

_PLAIN = ("quick", "standard", "thorough")
_CPU, _GPU = "cpu", "cuda"
_BOX_WIDTH = 320


class TrainSetup(QWidget):
    """``changed`` comes with every choice; ``job`` is what was chosen."""

    changed = Signal()
    rate_wanted = Signal(bool)  # for the language model, else for the classifier

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards = {name: _card(PRESETS[name]) for name in _PLAIN}
        self.base = StartBox()
        self.base.setAccessibleDescription(
            tr("The language model that has read much already and learns on from here.")
        )
        self._was_unfolded = False
        self._names: list[QLabel] = []  # of the boxes
        self.recipe = QComboBox()
        self.recipe.setAccessibleDescription(
            tr("Sets all settings below to the values of one recipe.")
        )
        self.device = QComboBox()
        self.device.setAccessibleDescription(
            tr("What of this computer computes; a graphics card is many times faster.")
        )
        self.gentle = QCheckBox(tr("Gentle: slower, on one core, while others have work to do"))
        self.more = button(tr("Advanced settings"), "link", "chevron-right")
        self.more.setCheckable(True)
        self.reset = button(tr("Reset to the recipe"), "link")
        self.find_rate = button(tr("Find a learning rate…"), "link")
        self.classifier = SettingsForm(ClassifierJob, ("device",))
        self.instant = SettingsForm(InstantHeadJob)
        self.language_model = SettingsForm(LanguageModelJob, ("device",))
        self.advice = paragraph(
            tr("Quick builds on a base model: choose one above, or take Standard."), "warning"
        )
        self.goes_on = paragraph(
            tr(
                "Goes on from this model: its language model stays as it is, the classifier is "
                "trained. With the same labels its head goes on too, unless Quick made it."
            ),
            "muted",
        )
        self.problem = paragraph("", "danger")
        self.estimate = text_label("", "muted")  # of a recipe without a card
        self._tabs = QTabWidget()
        self._heads = QStackedWidget()
        self._advanced = QWidget()
        self._fill_boxes()
        self._lay_out()
        self._connect()
        self.cards[DEFAULT_PRESET].setChecked(True)
        self._preset_changed()

    @property
    def preset(self) -> Preset:
        """The recipe chosen: a card's, or another one by name."""
        return PRESETS[str(self.recipe.currentData())]

    @property
    def head(self) -> SettingsForm:
        """The settings of what the recipe puts on top of the network."""
        return self.instant if self.preset.is_instant else self.classifier

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
            device = self._elsewhere(PRESETS[name])
            made.setdefault(name, Choice(PRESETS[name], base, gentle, device, device))
        return made

    def show_estimates(self, words: dict[str, str]) -> None:
        """Under each recipe what is expected of it; the chosen one may have no card."""
        for name, card in self.cards.items():
            card.set_detail(words.get(name, ""))
        chosen = self.preset.name
        self.estimate.setText("" if chosen in self.cards else words.get(chosen, ""))

    def show_devices(self, devices: Sequence[str]) -> None:
        """Offer where this computer can train."""
        for name, title in ((_CPU, tr("Processor (CPU)")), (_GPU, tr("Graphics card (GPU)"))):
            if name in devices and self.device.findData(name) < 0:
                self.device.addItem(title, name)

    def is_valid(self) -> bool:
        """Whether every setting can be, and the base is one to build on."""
        return not self.problem.text() and self.advice.isHidden()

    def take_rate(self, rate: float, *, language_model: bool) -> None:
        """Make it the peak rate of that stage, and show it."""
        self.more.setChecked(True)
        self._tabs.setCurrentIndex(int(language_model))
        form = self.language_model if language_model else self.classifier
        form.show_value("rate", float(f"{rate:.1e}"))

    @property
    def _reads(self) -> bool:
        """Whether a language model is fine-tuned: a model file's has read its texts already."""
        return self.preset.language_model is not None and not is_model(self.base.base)

    def _is_reading(self) -> bool:
        """Whether the settings in front are the language model's."""
        return self._tabs.currentWidget() is self.language_model

    def _overrides(self) -> tuple[dict[str, Any], dict[str, Any]]:
        elsewhere = self._elsewhere(self.preset)
        if not self.head.editors:
            return dict(elsewhere), dict(elsewhere)
        reading = self.language_model.overrides() if self._reads else {}
        return self.head.overrides() | elsewhere, reading | elsewhere

    def _elsewhere(self, preset: Preset) -> dict[str, Any]:
        """The device, unless it is the processor, where an instant head always computes."""
        device = str(self.device.currentData())
        return {} if device == _CPU or preset.is_instant else {"device": device}

    def _fill_boxes(self) -> None:
        for preset in PRESETS.values():
            self.recipe.addItem(_title(preset), preset.name)
        self.recipe.setCurrentIndex(self.recipe.findData(DEFAULT_PRESET))
        self.show_devices((_CPU,))

    def _connect(self) -> None:
        for name, card in self.cards.items():
            card.clicked.connect(
                lambda checked=False, n=name: self.recipe.setCurrentIndex(self.recipe.findData(n))
            )
        self.recipe.currentIndexChanged.connect(lambda index: self._preset_changed())
        self.more.toggled.connect(self._unfold)
        self.reset.clicked.connect(self._show_defaults)
        self.find_rate.clicked.connect(lambda: self.rate_wanted.emit(self._is_reading()))
        for form in (self.classifier, self.instant, self.language_model):
            form.changed.connect(self._check)
        self.base.taken.connect(self._start_changed)
        self.device.currentIndexChanged.connect(lambda index: self.changed.emit())
        self.gentle.toggled.connect(lambda on: self.changed.emit())

    def _preset_changed(self) -> None:
        name = self.preset.name
        for key, card in self.cards.items():
            card.setAutoExclusive(name in self.cards)  # else none could be unchecked
            card.setChecked(key == name)
        self._heads.setCurrentWidget(self.head)
        self.find_rate.setToolTip(
            tr("Quick is fitted in one go: there is no rate to find.")
            if self.preset.is_instant
            else tr("Tries rates on a copy; nothing is trained or changed.")
        )
        if self._was_unfolded:
            self._show_defaults()
        self._advise()

    def _start_changed(self) -> None:
        if self.head.editors:
            self._check()
        self._advise()

    def _advise(self) -> None:
        self.advice.setVisible(self.preset.is_instant and self.base.base == NO_BASE)
        self.goes_on.setVisible(is_model(self.base.base) and not self.preset.is_instant)
        self.changed.emit()

    def _unfold(self, wanted: bool) -> None:
        if wanted and not self._was_unfolded:
            self._was_unfolded = True
            self._show_defaults()
        self.more.setIcon(icon("chevron-down" if wanted else "chevron-right", "accent"))
        self._advanced.setVisible(wanted)
        for name in self._names:  # so that their fields stand below one another
            name.setMinimumWidth(max(other.sizeHint().width() for other in self._names))

    def _show_defaults(self) -> None:
        preset = self.preset
        self.head.show_defaults(preset.classifier)
        if preset.language_model is not None:
            self.language_model.show_defaults(preset.language_model)
        self._check()

    def _check(self) -> None:
        self._tabs.setTabEnabled(1, self._reads)
        problem = self.head.problem()
        if not problem and self._reads:
            problem = self.language_model.problem()
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.changed.emit()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.L)
        cards = QHBoxLayout()
        cards.setSpacing(Space.M)
        for card in self.cards.values():
            cards.addWidget(card, 1)
        column.addLayout(cards)
        form = QFormLayout()
        form.setHorizontalSpacing(Space.L)
        form.setVerticalSpacing(Space.S)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignVCenter)
        for box, name in ((self.base, tr("Start from")), (self.device, tr("Train on"))):
            box.setFixedWidth(_BOX_WIDTH)
            self._names.append(form_label(name, box))
            form.addRow(self._names[-1], box)
        form.addRow("", self.gentle)
        column.addLayout(form)
        column.addWidget(self.advice)
        column.addWidget(self.goes_on)
        column.addWidget(self.problem)
        self.problem.hide()
        column.addWidget(self.more)
        column.addWidget(self._advanced)
        self._fill_advanced()

    def _fill_advanced(self) -> None:
        column = QVBoxLayout(self._advanced)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        top = QFormLayout()
        top.setHorizontalSpacing(Space.L)
        self.recipe.setFixedWidth(_BOX_WIDTH)
        row = QHBoxLayout()
        row.setSpacing(Space.L)
        row.addWidget(self.reset)
        row.addWidget(self.find_rate)
        row.addWidget(self.estimate)
        row.addStretch(1)
        self._names.append(form_label(tr("Recipe"), self.recipe))
        top.addRow(self._names[-1], self.recipe)
        top.addRow("", row)
        column.addLayout(top)
        for form in (self.classifier, self.instant):
            self._heads.addWidget(form)
        self._tabs.addTab(self._heads, tr("Classifier"))
        self._tabs.addTab(self.language_model, tr("Language model"))
        column.addWidget(self._tabs)
        self._advanced.hide()


def _card(preset: Preset) -> PresetCard:
    return PresetCard(_title(preset), tr(preset.summary))


def _title(preset: Preset) -> str:
    titles = {"quick": tr("Quick"), "standard": tr("Standard"), "thorough": tr("Thorough")}
    return titles.get(preset.name, preset.name)
