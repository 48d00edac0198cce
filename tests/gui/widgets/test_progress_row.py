from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.studio import Studio
from app.tasks.activity import Activity
from app.widgets.progress_row import ProgressRow


def test_its_button_says_what_becomes_of_the_work(qtbot: QtBot, studio: Studio) -> None:
    costly = ProgressRow(Activity("Training", if_stopped="It is paused and can go on later."))
    qtbot.addWidget(costly)
    assert costly.stop_button.toolTip() == "Stop Training. It is paused and can go on later."
    assert costly.stop_button.accessibleName() == "Stop Training"
    plain = ProgressRow(Activity("Counting words"))
    qtbot.addWidget(plain)
    assert plain.stop_button.toolTip() == "Stop Counting words"


def test_work_that_can_go_on_is_paused(qtbot: QtBot, studio: Studio) -> None:
    activity = Activity("Training", if_stopped="It can go on later.", pauses=True)
    row = ProgressRow(activity)
    qtbot.addWidget(row)
    assert row.stop_button.toolTip() == "Pause Training. It can go on later."
    row.stop_button.click()
    assert row.detail.whole() == "Pausing…"


def test_no_word_pushes_its_button_out_of_a_narrow_sidebar(qtbot: QtBot, studio: Studio) -> None:
    activity = Activity("Training with a long name")
    row = ProgressRow(activity)
    qtbot.addWidget(row)
    without_words = row.minimumSizeHint().width()
    activity.progress(3, 10, "Language model, stage 1 of 1", seconds_left=4000.0)
    assert row.minimumSizeHint().width() == without_words
