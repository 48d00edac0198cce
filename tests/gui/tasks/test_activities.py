from __future__ import annotations

import errno
import threading
from collections.abc import Generator

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from app.notices import Notice
from app.studio import Studio
from app.tasks.activity import ActivityState
from app.tasks.background_task import Progress
from ulmfit_core.errors import InputError
from ulmfit_core.giving_up import give_up_if_unwanted

Steps = Generator[Progress, None, str]


@pytest.fixture
def posted(studio: Studio) -> list[Notice]:
    notices: list[Notice] = []
    studio.notices.posted.connect(notices.append)
    return notices


def test_the_result_comes_in_the_window_s_thread(qtbot: QtBot, studio: Studio) -> None:
    threads: list[object] = []

    def work() -> Steps:
        threads.append(QThread.currentThread())
        yield Progress(1, 2, "halfway")
        return "done"

    heard: list[object] = []

    def then(result: object) -> None:
        heard.extend([result, QThread.currentThread()])

    activity = studio.activities.run("Counting", work, on_success=then)
    assert studio.activities.running == (activity,)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == ["done", studio.activities.thread()]
    assert threads[0] != studio.activities.thread()
    assert studio.activities.running == ()


def test_a_calculation_is_given_up_once_it_is_stopped(qtbot: QtBot, studio: Studio) -> None:
    begun = threading.Event()

    def work() -> Steps:
        yield Progress(0)
        begun.set()
        while True:
            give_up_if_unwanted()

    activity = studio.activities.run("Learning", work)
    qtbot.waitUntil(begun.is_set)
    activity.stop()
    qtbot.waitUntil(lambda: activity.state is ActivityState.STOPPED)
    assert studio.activities.running == ()


def test_progress_is_told(qtbot: QtBot, studio: Studio) -> None:
    go_on = threading.Event()

    def work() -> Steps:
        yield Progress(3, 4, "three of four", seconds_left=5.0)
        go_on.wait()
        return ""

    activity = studio.activities.run("Counting", work)
    qtbot.waitUntil(lambda: activity.fraction == 0.75)
    assert activity.text == "three of four"
    assert activity.seconds_left == 5.0
    with qtbot.waitSignal(studio.activities.removed):
        go_on.set()


def test_a_stop_lets_the_work_clean_up(qtbot: QtBot, studio: Studio) -> None:
    cleaned: list[bool] = []
    begun = threading.Event()

    def work() -> Steps:
        try:
            while True:
                begun.set()
                yield Progress(0)
        finally:
            cleaned.append(True)

    stopped: list[bool] = []
    activity = studio.activities.run("Counting", work, on_stop=lambda: stopped.append(True))
    begun.wait()
    activity.stop()
    qtbot.waitUntil(lambda: bool(stopped))
    assert cleaned == [True]


@pytest.mark.parametrize(
    ("failure", "said", "hint"),
    [
        (InputError("The file is empty.", "Choose another."), "The file is empty.", "another"),
        (MemoryError(), "There was not enough memory", "Close other programs"),
        (OSError(errno.ENOSPC, "No space left"), "The disk is full", "Free some space"),
    ],
    ids=["input", "memory", "disk"],
)
def test_a_failure_of_the_user_s_world_is_a_notice(
    qtbot: QtBot, studio: Studio, posted: list[Notice], failure: Exception, said: str, hint: str
) -> None:
    def work() -> Steps:
        yield Progress(0)
        raise failure

    failed: list[bool] = []
    studio.activities.run("Counting", work, on_failure=lambda: failed.append(True))
    qtbot.waitUntil(lambda: bool(failed))
    assert [said in notice.text and hint in notice.hint for notice in posted] == [True]


def test_a_bug_is_reported_as_one(
    qtbot: QtBot, studio: Studio, posted: list[Notice], bugs: list[BaseException]
) -> None:
    def work() -> Steps:
        yield Progress(1 // 0)
        return ""

    activity = studio.activities.run("Counting", work)
    states: list[ActivityState] = []
    activity.ended.connect(lambda: states.append(activity.state))
    qtbot.waitUntil(lambda: bool(bugs))
    assert isinstance(bugs[0], ZeroDivisionError)
    assert states == [ActivityState.FAILED]
    assert posted == []
    bugs.clear()


def test_the_end_of_the_app_waits_for_its_threads(studio: Studio) -> None:
    ended: list[bool] = []
    begun = threading.Event()

    def work() -> Steps:
        try:
            while True:
                begun.set()
                yield Progress(0)
        finally:
            ended.append(True)

    studio.activities.run("Counting", work)
    begun.wait()
    studio.activities.finish()
    assert ended == [True]
