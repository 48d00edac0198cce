"""Building a base model from the app; the child process is the real one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QInputDialog
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.notices import Notice, NoticeKind
from app.operations.bases import (
    ask_and_delete,
    ask_and_discard,
    ask_and_read_on,
    ask_and_rename,
    build_base,
    go_on_building,
    offer_unfinished_builds,
    show_folder,
)
from app.studio import Studio
from app.tasks.activity import ActivityState
from tests.core.test_base_build import Requests
from tests.core.test_pretraining_corpus import write_articles
from tests.gui.training_events import ListedTraining, record, whole, write_training
from ulmfit_core.base_build import BaseBuild, unfinished_builds
from ulmfit_core.base_models import find_base, has_base
from ulmfit_core.base_request import BuildRequest
from ulmfit_core.errors import InputError
from ulmfit_core.project.project import Project
from ulmfit_core.project.training import Training
from ulmfit_core.training.events import StopVerb
from ulmfit_core.training.run_folder import RunState


@pytest.fixture
def request_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BuildRequest:
    """Some seconds' worth."""
    monkeypatch.setenv("ULMFIT_BASES", str(tmp_path / "bases"))
    text = write_articles(tmp_path / "numbers.txt", range(900))
    return BuildRequest("numbers", (str(text),), 0.1, vocab_size=320)


def test_it_is_there_at_once_with_its_card(
    qtbot: QtBot,
    studio: Studio,
    posted: list[Notice],
    request_: BuildRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    build_base(studio, request_)
    (activity,) = studio.activities.running
    assert activity.if_stopped
    qtbot.waitUntil(lambda: "loss" in activity.text)
    assert activity.seconds_left == activity.total - activity.done < 6.0
    with pytest.raises(InputError, match="Another base model"):
        build_base(studio, replace(request_, name="another"))
    qtbot.waitUntil(lambda: studio.bases.at_work is None)
    assert find_base("numbers")
    (notice,) = posted
    assert (notice.kind, notice.stays, notice.of_project) == (NoticeKind.SUCCESS, True, False)
    assert "bits per byte on held-out texts" in notice.hint
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: False)  # nothing shows such texts
    notice.actions[0].run()
    assert posted[1].text.endswith("README.md")
    assert unfinished_builds() == []


def test_stopped_it_is_offered_and_goes_on(
    qtbot: QtBot, studio: Studio, posted: list[Notice], request_: BuildRequest
) -> None:
    build_base(studio, replace(request_, minutes=60))
    (activity,) = studio.activities.running
    qtbot.waitUntil(lambda: "loss" in activity.text)
    activity.stop()
    qtbot.waitUntil(lambda: activity.state is ActivityState.STOPPED)
    assert studio.bases.at_work is None
    (build,) = unfinished_builds()
    assert build.run.state is RunState.PAUSED
    offer_unfinished_builds(studio)
    assert posted[0].text == "The base model numbers is not finished."
    posted[0].actions[0].run()
    assert studio.bases.at_work == build
    (activity,) = studio.activities.running
    said: list[str] = []
    activity.changed.connect(lambda: said.append(activity.text))
    qtbot.waitUntil(lambda: "loss" in activity.text)
    assert said[0] == "Loading what was learnt so far…"  # its texts are read already
    studio.activities.finish()  # as closing the window does
    qtbot.waitUntil(lambda: studio.bases.at_work is None)
    assert build.run.state is RunState.PAUSED


@pytest.fixture
def finished(request_: BuildRequest) -> BaseBuild:
    build = BaseBuild.create(replace(request_, minutes=0.002))
    assert list(Requests().follow(build))
    return build


def test_a_finished_one_reads_on_until_it_is_left_as_it_was(
    qtbot: QtBot,
    studio: Studio,
    window: MainWindow,
    finished: BaseBuild,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(QInputDialog, "getDouble", lambda *asked: (2.0, True))
    monkeypatch.setattr("app.operations.bases.ask", lambda *asked: True)
    assert ask_and_read_on(studio, window, finished)
    assert studio.bases.at_work == finished
    (activity,) = studio.activities.running
    qtbot.waitUntil(lambda: "loss" in activity.text)
    assert 7000 < activity.total < 7300  # seconds
    activity.stop()
    qtbot.waitUntil(lambda: studio.bases.at_work is None)
    ask_and_discard(studio, window, finished)
    assert finished.is_finished
    assert find_base("numbers").folder == finished.base


def test_a_finished_one_can_be_deleted(
    studio: Studio, window: MainWindow, finished: BaseBuild, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.operations.bases.ask", lambda *asked: False)
    ask_and_delete(studio, window, finished)
    assert find_base("numbers")
    monkeypatch.setattr("app.operations.bases.ask", lambda *asked: True)
    ask_and_delete(studio, window, finished)
    assert not has_base("numbers", "forward")


def test_a_finished_one_is_renamed_unless_a_training_looks_for_it(
    studio: Studio,
    window: MainWindow,
    finished: BaseBuild,
    project: Project,
    posted: list[Notice],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(QInputDialog, "getText", lambda *asked: ("sums", True))
    path = project.runs.next_run_dir("classifier")
    write_training(path, "standard", None, base="numbers")
    ask_and_rename(studio, window, finished)
    assert posted[0].text == "Training 1 began with numbers and is not finished."
    assert find_base("numbers")
    Training(path).folder.remove()
    ask_and_rename(studio, window, finished)
    assert find_base("sums")
    assert not has_base("numbers", "forward")


def test_where_it_lies_is_shown_to_copy_it(
    studio: Studio,
    posted: list[Notice],
    request_: BuildRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url.toLocalFile()))
    build = BaseBuild.create(request_)
    show_folder(studio, build)
    assert shown == [build.base.as_posix()]
    assert posted[0].text == f"The base model is in {build.base}"  # where nothing opens folders


def test_stopped_before_it_learns_it_ends_at_once(
    qtbot: QtBot, studio: Studio, request_: BuildRequest
) -> None:
    build_base(studio, request_)
    (activity,) = studio.activities.running
    activity.stop()
    qtbot.waitUntil(lambda: activity.state is ActivityState.STOPPED)
    assert [build.run.state for build in unfinished_builds()] == [RunState.NEW]


def test_text_that_is_refused_leaves_nothing(
    qtbot: QtBot, studio: Studio, posted: list[Notice], request_: BuildRequest, tmp_path: Path
) -> None:
    (tmp_path / "short.txt").write_text("One line.")
    build_base(studio, replace(request_, paths=(str(tmp_path / "short.txt"),)))
    qtbot.waitUntil(lambda: studio.bases.at_work is None)
    assert "one document only" in posted[0].text
    assert unfinished_builds() == []
    assert not (tmp_path / "bases" / "numbers").exists()


def test_what_is_begun_beside_a_training_waits_for_it(
    qtbot: QtBot, studio: Studio, posted: list[Notice], request_: BuildRequest, project: Project
) -> None:
    training, bases = ListedTraining(whole()[:5], waits=True), studio.bases
    studio.training.follow(training, project.runs.next_run_dir("classifier"), record([]))
    build_base(studio, replace(request_, minutes=60))
    (build,) = unfinished_builds()
    assert (bases.at_work, bases.waiting) == (None, build)
    assert "begins by itself afterwards" in posted[0].text
    with pytest.raises(InputError, match="numbers waits for the training already"):
        build_base(studio, replace(request_, name="another"))
    assert go_on_building(studio, build)  # it is the one that waits
    studio.training.request_stop(StopVerb.PAUSE)
    qtbot.waitUntil(lambda: bases.at_work == build)
    assert bases.waiting is None
    studio.activities.finish()
    qtbot.waitUntil(lambda: bases.at_work is None)


def test_one_that_waited_and_was_discarded_keeps_none_from_it(
    studio: Studio, posted: list[Notice], request_: BuildRequest, project: Project
) -> None:
    training = ListedTraining(whole()[:5], waits=True)
    studio.training.follow(training, project.runs.next_run_dir("classifier"), record([]))
    build_base(studio, request_)
    (build,) = unfinished_builds()
    build.discard()
    build_base(studio, replace(request_, name="another"))
    assert studio.bases.waiting is not None
    assert studio.bases.waiting.name == "another"
    studio.bases.waiting.discard()
    studio.training.shut_down()
    assert studio.bases.at_work is None


def test_it_makes_way_for_a_training_and_goes_on_afterwards(
    qtbot: QtBot,
    studio: Studio,
    posted: list[Notice],
    request_: BuildRequest,
    project: Project,
) -> None:
    build_base(studio, replace(request_, minutes=60))
    build, bases = studio.bases.at_work, studio.bases
    (activity,) = studio.activities.running
    qtbot.waitUntil(lambda: "loss" in activity.text)
    training = ListedTraining(whole()[:5], waits=True)
    studio.training.follow(training, project.runs.next_run_dir("classifier"), record([]))
    qtbot.waitUntil(lambda: bases.at_work is None)
    assert "pauses while the training is at work" in posted[0].text
    assert (build, build.run.state) == (bases.waiting, RunState.PAUSED)
    studio.training.request_stop(StopVerb.PAUSE)
    qtbot.waitUntil(lambda: bases.at_work == build)
    assert bases.waiting is None
    studio.activities.finish()
    qtbot.waitUntil(lambda: bases.at_work is None)


def test_quitting_says_what_becomes_of_it(
    qtbot: QtBot,
    studio: Studio,
    request_: BuildRequest,
    window: MainWindow,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def ask(parent: object, question: str, words: str, verb: str) -> bool:
        asked.append(words)
        return False

    monkeypatch.setattr("app.main_window.ask", ask)
    build_base(studio, replace(request_, minutes=60))
    window.close()
    assert asked == ["The base model will be paused; it can go on where it was."]
    assert window.isVisible()
