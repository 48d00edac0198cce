"""The desk where trainings are followed: one at a time, and none after its project."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from app.notices import Notice
from app.operations.training import resume_training
from app.studio import Studio
from app.tasks.activity import ActivityState
from app.tasks.training_worker import Phased
from tests.gui.training_events import SORTING, ListedTraining, record, whole, write_training
from ulmfit_core.errors import MemoryShortage, StorageError
from ulmfit_core.project.project import Project
from ulmfit_core.project.training import WHOLE, Training
from ulmfit_core.training.events import RunFinished, RunStopped, StopCheck, StopVerb


@pytest.fixture
def run_dir(project: Project) -> Path:
    path = project.runs.next_run_dir("classifier")
    write_training(path, "standard", None)
    return path


def follow(studio: Studio, run_dir: Path, training: ListedTraining) -> None:
    studio.training.follow(training, run_dir, record([]))


def test_events_reach_the_record_in_their_order(
    qtbot: QtBot, studio: Studio, run_dir: Path
) -> None:
    heard: list[str] = []
    studio.training.arrived.connect(lambda phase, event: heard.append(phase))
    follow(studio, run_dir, ListedTraining(whole()))
    (activity,) = studio.activities.running
    qtbot.waitUntil(lambda: not studio.training.is_busy)
    assert (activity.state, studio.training.path) == (ActivityState.DONE, None)
    assert heard == [phase for phase, _ in whole()]
    assert studio.training.record.describe() == record(whole()).describe()


def test_while_the_model_is_measured_nothing_is_said_to_be_nearly_done(
    qtbot: QtBot, studio: Studio, run_dir: Path
) -> None:
    follow(studio, run_dir, ListedTraining(whole()[:-1], waits=True))
    (activity,) = studio.activities.running
    qtbot.waitUntil(lambda: activity.text == "Measuring and writing the model")
    assert (activity.fraction, activity.seconds_left) == (0.0, None)
    studio.workspace.close()


def test_closing_the_project_pauses_its_training(
    qtbot: QtBot, studio: Studio, run_dir: Path
) -> None:
    follow(studio, run_dir, ListedTraining(whole()[:400], waits=True))
    qtbot.waitUntil(lambda: studio.training.record.phase == SORTING)
    studio.workspace.close()
    assert not studio.training.is_busy
    assert studio.activities.running == ()
    qtbot.waitUntil(lambda: studio.training.record.ended == RunStopped(0, StopVerb.PAUSE))


@pytest.mark.parametrize("deaf", [False, True])
def test_a_window_whose_project_closes_is_alive_until_its_training_has_paused(
    qtbot: QtBot, studio: Studio, run_dir: Path, deaf: bool
) -> None:
    studio.training.last_word.setInterval(100 if deaf else 60_000)
    follow(studio, run_dir, ListedTraining(whole()[:400], waits=True, deaf=deaf))
    (activity,) = studio.activities.running
    seen: list[tuple[StopVerb | None, ActivityState]] = []
    QTimer.singleShot(0, lambda: seen.append((studio.training.verb, activity.state)))
    studio.workspace.close()
    assert seen == [(StopVerb.PAUSE, ActivityState.STOPPING)]
    assert not studio.training.is_busy
    assert run_dir.is_dir()


def test_the_activity_s_button_pauses(qtbot: QtBot, studio: Studio, run_dir: Path) -> None:
    follow(studio, run_dir, ListedTraining(whole()))
    qtbot.waitUntil(lambda: not studio.training.is_busy)  # its good end is not the next one's
    follow(studio, run_dir, ListedTraining(whole()[:400], waits=True))
    (activity,) = studio.activities.running
    qtbot.waitUntil(lambda: activity.text == studio.training.record.describe_shortly() != "")
    assert 0 < activity.done <= activity.total
    activity.stop()
    assert studio.training.verb is StopVerb.PAUSE
    qtbot.waitUntil(lambda: not studio.training.is_busy)
    assert activity.state is ActivityState.STOPPED


def test_discarding_is_not_taken_for_a_pause(qtbot: QtBot, studio: Studio, run_dir: Path) -> None:
    follow(studio, run_dir, ListedTraining(whole()[:400], waits=True))
    studio.training.request_stop(StopVerb.DISCARD)
    assert studio.training.verb is StopVerb.DISCARD
    assert studio.activities.running[0].state is ActivityState.STOPPING
    qtbot.waitUntil(lambda: not studio.training.is_busy)
    assert studio.training.record.ended == RunStopped(0, StopVerb.DISCARD)


class TwoStages(ListedTraining):
    """Keeps the best of its first stage, and goes on with another."""

    def events(self, should_stop: StopCheck) -> Iterator[Phased]:
        while should_stop() is not StopVerb.KEEP_BEST:
            pass
        yield SORTING, RunFinished(1, {}, 1)
        while should_stop() is None:
            pass
        yield WHOLE, RunStopped(0, should_stop() or StopVerb.DISCARD)


def test_keeping_the_best_is_about_one_stage(qtbot: QtBot, studio: Studio, run_dir: Path) -> None:
    follow(studio, run_dir, TwoStages([]))
    (activity,) = studio.activities.running
    studio.training.request_stop(StopVerb.KEEP_BEST)
    assert activity.state is ActivityState.RUNNING
    qtbot.waitUntil(lambda: studio.training.verb is None)
    assert studio.training.is_busy
    studio.training.request_stop(StopVerb.PAUSE)
    qtbot.waitUntil(lambda: not studio.training.is_busy)
    assert studio.training.record.ended == RunStopped(0, StopVerb.PAUSE)


@pytest.mark.parametrize("deaf", [True, False], ids=["forced to stop", "through already"])
def test_what_is_to_be_discarded_goes_however_it_ends(
    qtbot: QtBot, studio: Studio, run_dir: Path, deaf: bool
) -> None:
    follow(studio, run_dir, ListedTraining(whole(), waits=deaf, deaf=True))
    studio.training.request_stop(StopVerb.DISCARD)
    if deaf:
        studio.training.force_stop()
    qtbot.waitUntil(lambda: not studio.training.is_busy)
    assert not run_dir.exists()


def test_a_failure_of_what_is_to_be_discarded_is_no_news(
    qtbot: QtBot, studio: Studio, run_dir: Path
) -> None:
    posted: list[Notice] = []
    studio.notices.posted.connect(posted.append)
    follow(studio, run_dir, ListedTraining(whole()[:400], fails=StorageError("The disk is full.")))
    studio.training.request_stop(StopVerb.DISCARD)
    qtbot.waitUntil(lambda: not studio.training.is_busy)
    assert posted == []
    assert not run_dir.exists()


def test_what_is_to_be_discarded_is_not_paused_when_its_project_closes(
    qtbot: QtBot, studio: Studio, run_dir: Path
) -> None:
    follow(studio, run_dir, ListedTraining(whole()[:400], waits=True))
    studio.training.request_stop(StopVerb.DISCARD)
    studio.workspace.close()
    assert not run_dir.exists()


def test_only_one_trains_at_a_time(qtbot: QtBot, studio: Studio, run_dir: Path) -> None:
    posted: list[Notice] = []
    studio.notices.posted.connect(posted.append)
    follow(studio, run_dir, ListedTraining([], waits=True))
    assert not resume_training(studio, run_dir)
    assert posted[0].text.startswith("Another training is at work")
    studio.training.shut_down()


def test_memory_that_is_refused_is_no_bug_of_ours(
    qtbot: QtBot, studio: Studio, run_dir: Path
) -> None:
    posted: list[Notice] = []
    studio.notices.posted.connect(posted.append)
    follow(studio, run_dir, ListedTraining([], fails=MemoryError()))
    qtbot.waitUntil(lambda: not studio.training.is_busy)
    assert "not enough memory" in posted[0].text


def test_a_bug_of_ours_is_reported_as_one(
    qtbot: QtBot, studio: Studio, run_dir: Path, bugs: list[BaseException]
) -> None:
    follow(studio, run_dir, ListedTraining([], fails=ZeroDivisionError()))
    (activity,) = studio.activities.running
    qtbot.waitUntil(lambda: not studio.training.is_busy)
    assert [type(bug) for bug in bugs] == [ZeroDivisionError]
    assert activity.state is ActivityState.FAILED
    bugs.clear()


def test_half_the_batch_is_asked_for_and_where_that_cannot_be_noted_it_is_told(
    qtbot: QtBot, studio: Studio, run_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    posted: list[Notice] = []
    started: list[Training] = []
    studio.notices.posted.connect(posted.append)
    monkeypatch.setattr(studio.training, "start", started.append)
    follow(studio, run_dir, ListedTraining([], fails=MemoryShortage("It is full.")))
    qtbot.waitUntil(lambda: not studio.training.is_busy)
    halve = posted[0].actions[0].run
    halve()
    assert started[0].job.settings == started[0].job.lm_settings == {"batch_parts": 2}
    monkeypatch.setattr(os, "replace", _refused)
    halve()
    assert len(started) == 1
    assert "could not be written" in posted[1].text


def test_a_failure_is_told_also_where_the_folder_is_gone(
    qtbot: QtBot, studio: Studio, run_dir: Path
) -> None:
    posted: list[Notice] = []
    studio.notices.posted.connect(posted.append)
    shutil.rmtree(run_dir)
    follow(studio, run_dir, ListedTraining([], fails=StorageError("The disk is gone.")))
    qtbot.waitUntil(lambda: not studio.training.is_busy)
    (again,) = posted[0].actions
    again.run()
    assert [notice.text for notice in posted] == [
        "The disk is gone.",
        f"The folder {run_dir} holds no run.",
    ]


def _refused(*names: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
