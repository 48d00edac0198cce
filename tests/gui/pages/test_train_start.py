"""What a training of the page Train starts from."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.dialogs.base_builder import BaseBuilderDialog
from app.main_window import MainWindow
from app.notices import Notice
from app.pages.train_page import TrainPage
from app.steps import steps
from app.studio import Studio
from app.tasks.estimator import Estimator
from app.workspace import Change
from tests.builders import base_config, tiny_bundle
from tests.core.test_base_choice import GERMAN, write_vocabulary
from tests.gui.conftest import label_enough
from tests.gui.pages.training import bring_in_more, model_of
from tests.gui.tasks.test_estimator import ListedProber
from tests.gui.training_events import ListedTraining, whole
from ulmfit_core.base_build import BaseBuild
from ulmfit_core.corpus.document import Document
from ulmfit_core.export.bundle import read_bundle, write_bundle
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.project import Project
from ulmfit_core.project.training import Training
from ulmfit_core.training.events import RunFinished
from ulmfit_core.training.run_folder import RunFolder


@pytest.fixture
def page(train_page: TrainPage) -> TrainPage:
    return train_page


def test_a_base_made_by_hand_is_listed_and_another_can_be_chosen(
    qtbot: QtBot, page: TrainPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = json.dumps(base_config(name="mine"))
    for folder in (tmp_path / "bases" / "out" / "base", tmp_path / "elsewhere"):
        folder.mkdir(parents=True)
        (folder / "config.json").write_text(config)
    monkeypatch.setenv("ULMFIT_BASES", str(tmp_path / "bases"))
    page.refresh(Change.ALL)
    box = page.setup.base
    before = box.currentText()
    assert box.findData("mine") >= 0
    chosen = [str(tmp_path / "empty"), str(tmp_path / "elsewhere")]
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *a: chosen.pop(0))
    box.setCurrentIndex(box.findText("Another folder…"))
    assert box.currentText() == before  # nothing was in that folder
    box.setCurrentIndex(box.findText("Another folder…"))
    assert box.currentText() == "elsewhere"
    assert page.setup.job().base == str(tmp_path / "elsewhere")
    page.refresh(Change.ALL)
    assert page.setup.job().base == str(tmp_path / "elsewhere")


@pytest.mark.parametrize("renamed", [False, True])
def test_a_base_that_is_gone_is_chosen_no_more(
    page: TrainPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, renamed: bool
) -> None:
    monkeypatch.setenv("ULMFIT_BASES", str(tmp_path))
    config, suited = tmp_path / "mine" / "config.json", page.setup.job().base
    config.parent.mkdir()
    config.write_text(json.dumps(base_config(name="mine")))
    page.refresh(Change.BASES)
    box = page.setup.base
    box.setCurrentIndex(box.findData("mine"))
    assert page.setup.job().base == "mine"
    if renamed:
        config.write_text(json.dumps(base_config(name="ours")))
    else:
        shutil.rmtree(config.parent)
    page.refresh(Change.BASES)
    assert page.setup.job().base == suited
    assert box.findData("mine") == -1
    assert (box.findData("ours") >= 0) is renamed


def test_it_starts_from_the_base_that_suits_the_texts_until_another_is_chosen(
    qtbot: QtBot, studio: Studio, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ULMFIT_BASES", str(tmp_path / "bases"))
    write_vocabulary(tmp_path / "bases" / "de", "de-small")
    documents = [Document(text, ("place",), str(n), "g", n) for n, text in enumerate(GERMAN * 9)]
    page = TrainPage(studio, steps()[2])
    qtbot.addWidget(page)
    page.refresh(Change.ALL)
    assert page.setup.base.base == "en-compact"
    for _ in project.import_documents(documents, ImportSettings("g", test_fraction=0.0)):
        pass
    studio.workspace.notify(Change.DOCUMENTS)
    page.refresh(Change.DOCUMENTS)
    assert page.setup.base.base == "de-small"
    assert page.setup.preset.name == "adapted"
    page.setup.base.setCurrentIndex(page.setup.base.findData("en-compact"))
    page.refresh(Change.ALL)
    assert page.setup.base.base == "en-compact"


def test_texts_in_a_language_that_no_base_has_read_are_for_quick(
    qtbot: QtBot, studio: Studio, project: Project
) -> None:
    documents = [Document(text, ("place",), str(n), "g", n) for n, text in enumerate(GERMAN * 9)]
    for _ in project.import_documents(documents, ImportSettings("g", test_fraction=0.0)):
        pass
    studio.workspace.notify(Change.DOCUMENTS)
    page = TrainPage(studio, steps()[2])
    qtbot.addWidget(page)
    page.refresh(Change.ALL)
    assert (page.setup.base.base, page.setup.preset.name) == ("en-compact", "quick")


def test_it_is_as_gentle_as_preferred_until_that_is_chosen(page: TrainPage) -> None:
    preferences = page.studio.preferences
    assert not page.setup.job().gentle
    preferences.update(gentle=True)
    assert page.setup.job().gentle
    page.setup.gentle.click()
    preferences.update(gentle=False)
    preferences.update(gentle=True)
    assert not page.setup.job().gentle


def test_a_page_begins_as_gentle_as_preferred(
    qtbot: QtBot, studio: Studio, project: Project
) -> None:
    studio.preferences.update(gentle=True)
    page = TrainPage(studio, steps()[2])
    qtbot.addWidget(page)
    assert page.setup.job().gentle


def test_a_base_that_comes_is_taken_where_it_suits_better(
    studio: Studio, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ULMFIT_BASES", str(tmp_path / "bases"))
    documents = [Document(text, ("place",), str(n), "g", n) for n, text in enumerate(GERMAN * 9)]
    for _ in project.import_documents(documents, ImportSettings("g", test_fraction=0.0)):
        pass
    studio.workspace.notify(Change.DOCUMENTS)
    assert studio.workspace.suited_base().name == "en-compact"  # type: ignore[union-attr]
    write_vocabulary(tmp_path / "bases" / "de", "de-small")
    studio.workspace.notify(Change.BASES)
    assert studio.workspace.suited_base().name == "de-small"  # type: ignore[union-attr]


@pytest.mark.parametrize("way", ["box", "link"])
def test_one_can_be_built_where_none_suits(page: TrainPage, way: str) -> None:
    box = page.setup.base
    before = box.currentText()
    if way == "box":
        box.setCurrentIndex(box.findText("Build one from text…"))
    else:
        page.setup.build_base.click()
    assert box.currentText() == before
    (dialog,) = page.window().findChildren(BaseBuilderDialog)
    assert dialog.isVisible()
    dialog.close()


def test_a_training_goes_on_from_a_model_of_the_project(
    page: TrainPage, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = model_of(project)
    page.refresh(Change.ALL)
    page.setup.cards["standard"].click()
    box = page.setup.base
    assert not page.setup.goes_on.isVisible()
    box.setCurrentIndex(box.findText("Training 1 (90.0% right on held-out texts)"))
    assert page.setup.goes_on.isVisible()
    page.setup.more.setChecked(True)
    assert not page.setup.advanced.tabs.isTabEnabled(1)  # its language model is not fine-tuned
    started: list[Training] = []
    monkeypatch.setattr(page.studio.training, "start", started.append)
    page.start.click()
    assert [training.job.base for training in started] == [str(model)]
    project.runs.rename(model.parents[1], "The best one")
    page.refresh(Change.ALL)
    assert page.setup.job().base == str(model)
    project.runs.remove(model.parents[1])
    page.refresh(Change.ALL)
    assert page.setup.job().base != str(model)


def test_a_training_goes_on_from_a_file(
    page: TrainPage, tmp_path: Path, posted: list[Notice], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken.ulmfit").write_text("nothing of the kind")
    (tmp_path / "model.zip").write_text("called otherwise")
    write_bundle(tiny_bundle(), tmp_path / "questions.ulmfit")
    chosen = [str(tmp_path / n) for n in ("broken.ulmfit", "model.zip", "questions.ulmfit")]
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *a: (chosen.pop(0), ""))
    box = page.setup.base
    before = box.currentText()
    for _ in range(2):
        box.setCurrentIndex(box.count() - 1)
        assert box.currentText() == before
    assert "not a model file" in posted[0].text
    assert "does not end in .ulmfit" in posted[1].text
    box.setCurrentIndex(box.count() - 1)
    assert box.currentText() == "questions.ulmfit"
    assert page.setup.job().base == str(tmp_path / "questions.ulmfit")
    page.refresh(Change.ALL)
    assert page.setup.job().base == str(tmp_path / "questions.ulmfit")


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_real_training_goes_on_from_a_model(
    qtbot: QtBot, page: TrainPage, project: Project, posted: list[Notice]
) -> None:
    bring_in_more(project)
    model = model_of(project, labels=("person", "place"), directions=("forward", "backward"))
    page.refresh(Change.ALL)
    page.setup.cards["thorough"].click()
    page.setup.base.setCurrentIndex(page.setup.base.findData(str(model)))
    page.setup.more.setChecked(True)
    for name, value in {"epochs": "1", "min_steps": "1", "rate": "0.000001"}.items():
        page.setup.advanced.classifier.editors[name].setText(value)  # type: ignore[union-attr]
    page.start.click()
    desk = page.studio.training
    path = desk.path
    assert path is not None
    qtbot.waitUntil(lambda: not desk.is_busy, timeout=240_000)
    assert isinstance(desk.record.ended, RunFinished), posted
    assert set(desk.record.histories) == {"classifier, forward", "classifier, backward"}
    before, after = read_bundle(model), read_bundle(Training(path).model_path)
    assert after.config.base["trained_on_from"] == "model.ulmfit"
    for direction in ("forward", "backward"):
        name = f"{direction}.head.blocks.1.linear.weight"
        np.testing.assert_allclose(after.weights[name], before.weights[name], atol=1e-3)


@pytest.fixture
def measured_page(qtbot: QtBot, studio: Studio, project: Project) -> TrainPage:
    measured = ListedProber()
    estimator = Estimator(
        studio.workspace, studio.activities, studio.training, measured, studio.bases
    )
    page = TrainPage(replace(studio, estimator=estimator), steps()[2])
    qtbot.addWidget(page)
    page.show()
    page.setup.cards["standard"].click()
    return page


def test_a_disk_without_room_is_told_before_the_start(
    qtbot: QtBot,
    measured_page: TrainPage,
    project: Project,
    posted: list[Notice],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    measured_page.studio.workspace.notify(label_enough(project))
    usage = shutil.disk_usage(project.folder)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=10**8))
    measured_page.refresh(Change.ALL)
    assert measured_page.setup.room.isHidden()  # nobody has looked yet
    qtbot.waitUntil(measured_page.setup.room.isVisible)
    assert "takes 0.4 GB on the project's disk, and 0.1 GB are free" in (
        measured_page.setup.room.text()
    )
    measured_page.start.click()
    assert "nothing was begun" in posted[-1].text
    assert project.runs.all() == []


def test_that_a_base_model_makes_way_is_told_before_the_start(measured_page: TrainPage) -> None:
    bases = measured_page.studio.bases
    assert measured_page.setup.room.isHidden()
    bases.at_work = BaseBuild(RunFolder(Path("numbers")))
    bases.changed.emit()
    assert "numbers, which is being built, pauses meanwhile" in measured_page.setup.room.text()
    bases.at_work = None
    bases.changed.emit()
    assert measured_page.setup.room.isHidden()


def test_a_disk_with_room_is_nothing_to_speak_of(qtbot: QtBot, measured_page: TrainPage) -> None:
    measured_page.refresh(Change.ALL)
    qtbot.waitUntil(lambda: measured_page.setup.cards["standard"].detail.startswith("About"))
    assert measured_page.setup.room.isHidden()


def test_the_steps_know_of_the_first_training(
    qtbot: QtBot, train_page: TrainPage, follow: Callable[..., ListedTraining]
) -> None:
    window = train_page.window()
    assert isinstance(window, MainWindow)
    training = follow(whole()[:5], waits=True)
    qtbot.waitUntil(lambda: window.sidebar.buttons["train"].state == "Training…")
    window.go_to("evaluate")
    assert "first training is at work" in window.pages.waiting.sentence.text()
    training.force_stop()
    qtbot.waitUntil(lambda: window.sidebar.buttons["train"].state != "Training…")
    assert "Train one from the texts you labelled" in window.pages.waiting.sentence.text()
