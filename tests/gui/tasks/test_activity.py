from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.tasks.activity import Activity, ActivityState


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_nobody_knows_how_far_it_is_before_it_says() -> None:
    activity = Activity("Import")
    assert activity.fraction is None
    assert activity.seconds_left is None


def test_the_time_left_follows_the_pace(clock: Clock) -> None:
    activity = Activity("Import", clock=clock)
    activity.progress(0, 100)
    clock.now += 30
    activity.progress(25, 100)
    assert activity.fraction == 0.25
    assert activity.seconds_left == pytest.approx(90)


def test_what_was_loaded_or_done_before_the_first_word_is_no_pace(clock: Clock) -> None:
    activity = Activity("Evaluating", clock=clock)
    clock.now += 60
    activity.progress(1, 50)
    assert activity.seconds_left is None
    clock.now += 2
    activity.progress(11, 50)
    assert activity.seconds_left == pytest.approx(7.8)
    clock.now += 2
    activity.progress(1, 50)  # another part of the work
    assert activity.seconds_left is None


def test_the_first_moments_say_nothing_of_the_pace(clock: Clock) -> None:
    activity = Activity("Import", clock=clock)
    clock.now += 0.5
    activity.progress(1, 1000)
    assert activity.seconds_left is None


def test_who_knows_better_is_believed(clock: Clock) -> None:
    activity = Activity("Training", clock=clock)
    clock.now += 30
    activity.progress(25, 100, "Epoch 1", seconds_left=7)
    assert activity.seconds_left == 7
    assert activity.text == "Epoch 1"


def test_stopping_is_asked_once_and_ends_when_the_work_says(qtbot: QtBot) -> None:
    activity = Activity("Import")
    asked: list[bool] = []
    activity.stop_requested.connect(lambda: asked.append(True))
    activity.stop()
    activity.stop()
    assert asked == [True]
    assert activity.state is ActivityState.STOPPING
    with qtbot.waitSignal(activity.ended):
        activity.end(ActivityState.STOPPED)
    assert activity.is_over
    with qtbot.assertNotEmitted(activity.ended):
        activity.end()
