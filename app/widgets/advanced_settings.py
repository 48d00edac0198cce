"""Every setting of a training: by a recipe's name, or one by one."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFormLayout,
    QStackedWidget,
    QTabWidget,
    QWidget,
)

from app.models.preset_title import preset_title
from app.theme import Space
from app.translation import tr
from app.widgets.buttons import button
from app.widgets.choice_box import ChoiceBox
from app.widgets.layouts import hbox, turn, vbox
from app.widgets.settings_form import SettingsForm
from app.widgets.texts import form_label, text_label
from ulmfit_core.training.finetune_jobs import ClassifierJob, InstantHeadJob, LanguageModelJob
from ulmfit_core.training.presets import DEFAULT_PRESET, PRESETS, Preset

_READING = 1  # the tab of the language model


class AdvancedSettings(QWidget):
    """``preset_changed`` comes with another recipe, ``changed`` with another value of a setting."""

    preset_changed = Signal()
    changed = Signal()
    rate_wanted = Signal(bool)  # for the language model, else for the classifier

    def __init__(self) -> None:
        super().__init__()
        self.recipe = ChoiceBox()
        self.recipe.setAccessibleDescription(
            tr("Sets all settings below to the values of one recipe.")
        )
        self.reset = button(tr("Reset to the recipe"), "link")
        self.find_rate = button(tr("Find a learning rate…"), "link")
        self.estimate = text_label("", "muted")  # of a recipe without a card
        self.classifier = SettingsForm(ClassifierJob, ("device",))
        self.instant = SettingsForm(InstantHeadJob)
        self.language_model = SettingsForm(LanguageModelJob, ("device",))
        self.name = form_label(tr("Recipe"), self.recipe)
        self.tabs = QTabWidget()
        self._heads = QStackedWidget()
        for preset in PRESETS.values():
            self.recipe.addItem(preset_title(preset.name), preset.name)
        self.choose(DEFAULT_PRESET)
        self._lay_out()
        self._connect()
        self._show_preset()

    @property
    def preset(self) -> Preset:
        """The recipe chosen."""
        return PRESETS[str(self.recipe.currentData())]

    @property
    def head(self) -> SettingsForm:
        """The settings of what the recipe puts on top of the network."""
        return self.instant if self.preset.is_instant else self.classifier

    @property
    def has_rate(self) -> bool:
        """Whether what the tab in front is about is trained step by step."""
        if self.tabs.currentIndex() == _READING:
            return self.preset.language_model is not None
        return not self.preset.is_instant

    @property
    def is_filled(self) -> bool:
        """Whether the values were ever shown; until then they are the recipe's."""
        return bool(self.head.editors)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        parts = (self.name, self.reset, self.find_rate, self.estimate)
        wanted = sum(part.sizeHint().width() + Space.L for part in parts)
        turn(self._row, beside=wanted <= self.width())

    def choose(self, name: str) -> None:
        """Take the recipe of that name."""
        self.recipe.setCurrentIndex(self.recipe.findData(name))

    def overrides(self, *, reads: bool) -> tuple[dict[str, Any], dict[str, Any]]:
        """What differs from the recipe in its head and, where the language model ``reads``, in
        that. Raises InputError for the first that cannot be."""
        if not self.is_filled:
            return {}, {}
        return self.head.overrides(), self.language_model.overrides() if reads else {}

    def problem(self, *, reads: bool) -> str:
        """What is wrong, in a sentence; "" where nothing is."""
        self.tabs.setTabEnabled(_READING, reads)
        if not self.is_filled:
            return ""
        return self.head.problem() or (self.language_model.problem() if reads else "")

    def show_defaults(self) -> None:
        """Back to the recipe's values."""
        self.head.show_defaults(self.preset.classifier)
        if self.preset.language_model is not None:
            self.language_model.show_defaults(self.preset.language_model)
        self.changed.emit()

    def take_rate(self, rate: float, *, language_model: bool) -> None:
        """Make it the peak rate of that stage, and show it."""
        self.tabs.setCurrentIndex(_READING if language_model else 0)
        form = self.language_model if language_model else self.classifier
        form.show_value("rate", float(f"{rate:.1e}"))

    def _show_preset(self) -> None:
        self._heads.setCurrentWidget(self.head)
        self.find_rate.setToolTip(
            tr("Tries rates on a copy; nothing is trained or changed.")
            if self.has_rate
            else tr("This classifier is fitted in one go: there is no rate to find.")
        )

    def _connect(self) -> None:
        self.recipe.currentIndexChanged.connect(lambda index: self._show_preset())
        self.recipe.currentIndexChanged.connect(lambda index: self.preset_changed.emit())
        self.tabs.currentChanged.connect(lambda index: self._show_preset())
        self.tabs.currentChanged.connect(lambda index: self.changed.emit())
        self.reset.clicked.connect(self.show_defaults)
        self.find_rate.clicked.connect(
            lambda: self.rate_wanted.emit(self.tabs.currentIndex() == _READING)
        )
        for form in (self.classifier, self.instant, self.language_model):
            form.changed.connect(self.changed)

    def _lay_out(self) -> None:
        top = QFormLayout()
        top.setHorizontalSpacing(Space.L)
        top.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._row = hbox(self.reset, self.find_rate, self.estimate, 1, spacing=Space.L)
        top.addRow(self.name, self.recipe)
        top.addRow("", self._row)
        for form in (self.classifier, self.instant):
            self._heads.addWidget(form)
        self.tabs.addTab(self._heads, tr("Classifier"))
        self.tabs.addTab(self.language_model, tr("Language model"))
        vbox(top, self.tabs, within=self, spacing=Space.M)
