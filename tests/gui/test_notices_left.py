"""What becomes of notices when their project is left."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.operations import history
from app.operations.bases import offer_unfinished_builds
from app.operations.labels import add_label, delete_label
from app.operations.models import export_model
from app.operations.preview import look_at
from app.operations.training import offer_unfinished
from app.studio import Studio
from tests.core.test_pretraining_corpus import write_articles
from tests.gui.pages.training import model_of
from tests.gui.training_events import ListedTraining, record, write_training
from ulmfit_core.base_build import BaseBuild
from ulmfit_core.base_request import BuildRequest
from ulmfit_core.corpus.options import ReadOptions
from ulmfit_core.errors import StorageError
from ulmfit_core.project.project import Project


def said(window: MainWindow) -> list[str]:
    return [toast.notice.text for toast in window.toasts.toasts()]


def test_what_was_offered_for_a_project_goes_with_it(
    window: MainWindow, studio: Studio, project: Project, tmp_path: Path
) -> None:
    write_training(project.runs.next_run_dir("classifier"), "quick", None)
    offer_unfinished(studio)
    studio.notices.warning("Twelve rows were left out.")
    studio.notices.warning("The project has 148 labels now.", of_project=True)
    assert len(said(window)) == 3
    studio.workspace.create(tmp_path / "other", "Other")
    assert said(window) == ["Twelve rows were left out."]


def test_what_can_be_taken_back_goes_with_its_project(
    window: MainWindow, studio: Studio, project: Project
) -> None:
    delete_label(studio, project.labels.all()[0])
    assert len(said(window)) == 1
    studio.workspace.close()
    assert said(window) == []


def test_what_another_change_makes_untrue_goes(
    window: MainWindow, studio: Studio, project: Project
) -> None:
    assert not add_label(studio, "place")
    assert said(window) == ['There is a label "place" already.']
    delete_label(studio, project.labels.all()[0])
    assert said(window) == ["“person” was deleted and taken off 2 texts."]
    history.undo(studio, "evaluate")
    assert said(window) == ["Undone: deleting a label"]
    add_label(studio, "thing")
    assert said(window) == []


def test_what_can_be_tried_again_goes_with_its_project(
    qtbot: QtBot, window: MainWindow, studio: Studio, project: Project
) -> None:
    path = project.runs.next_run_dir("classifier")
    write_training(path, "standard", None)
    failing = ListedTraining([], fails=StorageError("The disk is gone."))
    studio.training.follow(failing, path, record([]))
    qtbot.waitUntil(lambda: not studio.training.is_busy)
    assert said(window) == ["The disk is gone."]
    studio.workspace.close()
    assert said(window) == []


def test_a_base_model_to_go_on_with_is_of_no_project(
    window: MainWindow, studio: Studio, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ULMFIT_BASES", str(project.folder.parent / "bases"))
    text = write_articles(project.folder.parent / "numbers.txt", range(9))
    BaseBuild.create(replace(BuildRequest("numbers", (str(text),), 0.1), vocab_size=320))
    offer_unfinished_builds(studio)
    studio.workspace.close()
    assert said(window) == ["The base model numbers is not finished."]


def test_where_a_model_was_written_is_said_beyond_its_project(
    qtbot: QtBot, window: MainWindow, studio: Studio, project: Project, tmp_path: Path
) -> None:
    target = tmp_path / "mine.ulmfit"
    export_model(studio, model_of(project), target, lambda: None)
    qtbot.waitUntil(lambda: bool(said(window)))
    studio.workspace.close()
    assert said(window) == [f"The model is in {target}"]


@pytest.mark.usefixtures("project")
def test_a_refusal_to_look_goes_with_its_page(
    qtbot: QtBot, window: MainWindow, studio: Studio, tmp_path: Path
) -> None:
    picture = tmp_path / "picture.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    window.go_to("import")
    ignored: list[object] = []
    look_at(studio, picture, ReadOptions(), ignored.append, lambda: None, ignored.append)
    qtbot.waitUntil(lambda: bool(said(window)))
    studio.notices.warning("Twelve rows were left out.")
    window.go_to("import")
    assert len(said(window)) == 2
    window.go_to("label")
    assert said(window) == ["Twelve rows were left out."]
