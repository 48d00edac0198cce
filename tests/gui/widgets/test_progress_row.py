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
