"""Trainings deleted, pinned, resumed and offered: nothing goes that was not meant to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from app.notices import Notice, NoticeKind
from app.operations.training import (
    ask_and_delete,
    offer_unfinished,
    resume_training,
    run_rows,
    toggle_pin,
    train_on,
)
from app.studio import Studio
from tests.gui.training_events import ListedTraining, record, whole, write_log, write_training
from ulmfit_core.project.project import Project
from ulmfit_core.project.training import Training, TrainingJob
from ulmfit_core.training.events import RunStarted

_HALF = "Go on with half the batch"


@pytest.fixture
def paths(project: Project) -> list[Path]:
    """Two trainings, both paused."""
    made = []
    for _ in range(2):
        made.append(project.runs.next_run_dir("classifier"))
        write_training(made[-1], "quick", None)
    return made


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def answer(monkeypatch: pytest.MonkeyPatch, verb: str) -> list[str]:
    """Press ``verb`` in whatever asks; the questions."""
    asked: list[str] = []

    def press(box: QMessageBox) -> None:
        asked.append(box.text())
        next(button for button in box.buttons() if button.text() == verb).click()

    monkeypatch.setattr(QDialog, "exec", press)
    return asked


@pytest.mark.parametrize("verb", ["Delete", "Cancel"])
def test_a_training_is_deleted_only_where_that_is_said(
    studio: Studio,
    project: Project,
    paths: list[Path],
    parent: QWidget,
    monkeypatch: pytest.MonkeyPatch,
    verb: str,
) -> None:
    asked = answer(monkeypatch, verb)
    withdrawn: list[str] = []
    studio.notices.withdrawn.connect(withdrawn.append)
    ask_and_delete(studio, parent, run_rows(studio)[0])
    assert asked == ["Delete Training 2?"]
    gone = verb == "Delete"
    assert [run.path for run in project.runs.all()] == (paths[:1] if gone else paths)
    assert withdrawn == ([str(paths[1])] if gone else [])


def test_a_pinned_training_stays_and_nothing_is_asked(
    studio: Studio, project: Project, paths: list[Path], parent: QWidget, posted: list[Notice]
) -> None:
    toggle_pin(studio, run_rows(studio)[0])
    ask_and_delete(studio, parent, run_rows(studio)[0])
    assert len(project.runs.all()) == 2
    assert [notice.kind for notice in posted] == [NoticeKind.ERROR]
    toggle_pin(studio, run_rows(studio)[0])
    assert not project.runs.get(paths[1]).pinned


@pytest.fixture
def at_work(studio: Studio, paths: list[Path]) -> Iterator[ListedTraining]:
    training = ListedTraining(whole()[:5], waits=True)
    studio.training.follow(training, paths[0], record([]))
    yield training
    studio.training.shut_down()


def test_only_one_trains_at_a_time_and_that_is_said(
    studio: Studio,
    project: Project,
    paths: list[Path],
    at_work: ListedTraining,
    posted: list[Notice],
    tmp_path: Path,
) -> None:
    assert not resume_training(studio, paths[1])
    assert not train_on(studio, tmp_path / "model.ulmfit")
    assert [notice.text for notice in posted] == [
        "Another training is at work; this one can go on afterwards.",
        "Another training is at work; this one can begin afterwards.",
    ]
    assert (studio.training.path, len(project.runs.all())) == (paths[0], 2)


def test_the_newest_that_can_go_on_is_offered(
    studio: Studio, paths: list[Path], posted: list[Notice]
) -> None:
    log = paths[1] / "events.jsonl"
    log.write_text(log.read_text().splitlines(keepends=True)[0])
    offer_unfinished(studio)
    assert [notice.text for notice in posted] == [
        "Training 2 ended without a word; memory may have run out."
    ]
    assert posted[0].about == str(paths[1])


@pytest.mark.parametrize(
    ("preset", "words", "text", "actions"),
    [
        ("standard", "", "ended without a word; memory may have run out.", [_HALF, "Resume"]),
        ("quick", "", "ended without a word; memory may have run out.", ["Resume"]),
        ("standard", "Traceback (most recent call last):", "was interrupted.", ["Resume"]),
    ],
)
def test_after_a_restart_one_that_was_killed_can_go_on_with_half_the_batch(
    studio: Studio,
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    posted: list[Notice],
    preset: str,
    words: str,
    text: str,
    actions: list[str],
) -> None:
    started: list[Training] = []
    monkeypatch.setattr(studio.training, "start", started.append)
    path = project.runs.next_run_dir("classifier")
    training = Training.create(TrainingJob(str(path), preset=preset))
    write_log(path, [RunStarted("training", 0, ())])
    training.folder.log_path.write_text(words)
    offer_unfinished(studio)
    assert posted[0].text == f"Training 1 {text}"
    assert [action.text for action in posted[0].actions] == actions
    posted[0].actions[0].run()
    assert started[0].job.settings == ({"batch_parts": 2} if _HALF in actions else {})
