from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.widgets.empty_state import EmptyState

pytestmark = pytest.mark.usefixtures("studio")  # the theme and its font


def test_a_heading_that_is_wider_than_its_place_is_broken(qtbot: QtBot) -> None:
    made = EmptyState("check-circle", "Nothing is left here to be looked at", "Go on.", "Go on")
    qtbot.addWidget(made)
    made.resize(200, 500)
    made.show()
    title = made.title
    qtbot.waitUntil(lambda: title.height() >= title.heightForWidth(title.width()), timeout=5000)
    assert title.minimumSizeHint().width() <= title.width() <= 200
