"""The form of every setting, and the choices around it."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from app.widgets.settings_form import SettingsForm
from app.widgets.train_setup import TrainSetup
from ulmfit_core.training.finetune_jobs import ClassifierJob
from ulmfit_core.training.presets import PRESETS, STANDARD


@pytest.fixture
def form(qtbot: QtBot) -> SettingsForm:
    made = SettingsForm(ClassifierJob, ("device",))
    qtbot.addWidget(made)
    made.show_defaults(STANDARD.classifier)
    return made


@pytest.fixture
def setup(qtbot: QtBot) -> TrainSetup:
    made = TrainSetup()
    qtbot.addWidget(made)
    return made


def test_the_help_is_the_one_in_the_code(form: SettingsForm) -> None:
    helps = {f.name: f.metadata.get("help") for f in dataclasses.fields(ClassifierJob)}
    assert {"rate", "unfreezing", "stage_rates", "class_weights"} <= set(form.editors)
    assert "run_dir" not in form.editors
    for name, editor in form.editors.items():
        assert editor.accessibleDescription() == helps[name]


def test_each_kind_of_setting_has_its_editor(form: SettingsForm) -> None:
    kinds = {"class_weights": QCheckBox, "schedule": QComboBox, "rate": QLineEdit}
    assert all(isinstance(form.editors[name], kind) for name, kind in kinds.items())


def test_every_preset_is_shown_without_a_change(form: SettingsForm) -> None:
    for preset in (p for p in PRESETS.values() if not p.is_instant):
        form.show_defaults(preset.classifier)
        assert form.overrides() == {}


def test_only_what_was_changed_is_handed_on(form: SettingsForm) -> None:
    _line(form, "rate").setText("0.02")
    _line(form, "stage_rates").setText("1, 0.5")
    box, schedule = form.editors["class_weights"], form.editors["schedule"]
    assert isinstance(box, QCheckBox)
    assert isinstance(schedule, QComboBox)
    box.setChecked(True)
    schedule.setCurrentText("cosine")
    assert form.overrides() == {
        "rate": 0.02,
        "stage_rates": (1.0, 0.5),
        "class_weights": True,
        "schedule": "cosine",
    }
    form.reset()
    assert form.overrides() == {}


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("epochs", "0", "it must be 1 or more"),
        ("epochs", "2.5", "it must be a whole number"),
        ("beta1", "1", "it must be below 1"),
        ("rate", "", "it must be a number"),
    ],
)
def test_what_cannot_be_is_said(form: SettingsForm, name: str, text: str, reason: str) -> None:
    _line(form, name).setText(text)
    assert form.problem().startswith(f"The setting {name}={text} cannot be: {reason}.")


def test_few_settings_stand_together_where_others_fill_the_window(
    qtbot: QtBot, setup: TrainSetup
) -> None:
    setup.cards["adapted"].click()
    setup.more.setChecked(True)
    setup.resize(900, 2000)
    setup.show()
    qtbot.waitExposed(setup)
    editors = list(setup.advanced.instant.editors.values())
    tops = [editor.mapTo(setup, editor.rect().topLeft()).y() for editor in editors]
    assert len(tops) == 3
    assert max(tops) - min(tops) < 150
    tabs = setup.advanced.tabs
    assert min(tops) - tabs.mapTo(setup, tabs.rect().topLeft()).y() < 100


def test_a_card_chooses_its_recipe(setup: TrainSetup) -> None:
    setup.cards["thorough"].click()
    assert setup.job().preset == "thorough"
    assert [name for name, card in setup.cards.items() if card.isChecked()] == ["thorough"]


def test_a_recipe_without_a_card_leaves_none_checked(setup: TrainSetup) -> None:
    setup.advanced.recipe.setCurrentIndex(setup.advanced.recipe.findData("paper"))
    assert setup.job().preset == "paper"
    assert not any(card.isChecked() for card in setup.cards.values())
    setup.cards["quick"].click()
    assert setup.job().preset == "quick"


def test_quick_without_a_base_cannot_start(setup: TrainSetup) -> None:
    setup.base.setCurrentIndex(setup.base.findData("none"))
    assert setup.advice.isHidden()
    assert setup.is_valid()
    setup.cards["quick"].click()
    assert not setup.advice.isHidden()
    assert not setup.is_valid()


def test_a_changed_recipe_brings_its_own_values(setup: TrainSetup) -> None:
    setup.more.setChecked(True)
    _line(setup.advanced.classifier, "rate").setText("0.5")
    assert setup.job().settings == {"rate": 0.5}
    setup.cards["quick"].click()
    assert setup.job().settings == {}
    assert _line(setup.advanced.head, "strength").text() == "0"
    _line(setup.advanced.head, "strength").setText("3")
    assert setup.job().settings == {"strength": 3.0}
    setup.cards["standard"].click()
    assert setup.job().settings == {}


def test_quick_computes_on_the_processor(setup: TrainSetup) -> None:
    setup.show_devices(("cpu", "cuda"))
    setup.device.setCurrentIndex(1)
    assert setup.job().settings == {"device": "cuda"}
    assert setup.choices()["quick"].settings == {}
    setup.cards["quick"].click()
    assert setup.job().settings == {}
    assert setup.choices()["standard"].settings == {"device": "cuda"}


def _line(form: SettingsForm, name: str) -> QLineEdit:
    editor = form.editors[name]
    assert isinstance(editor, QLineEdit)
    return editor
