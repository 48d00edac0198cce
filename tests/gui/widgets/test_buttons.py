from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.widgets.buttons import button
from app.widgets.choice_card import ChoiceCard

pytestmark = pytest.mark.usefixtures("studio")


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_every_usual_key_presses_a_button(key: Qt.Key, qtbot: QtBot) -> None:
    made = button("Label a file…", "primary")
    qtbot.addWidget(made)
    with qtbot.waitSignal(made.clicked):
        qtbot.keyClick(made, key)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_every_usual_key_presses_a_card(key: Qt.Key, qtbot: QtBot) -> None:
    made = ChoiceCard("plus", "New project", "Start from your own texts.")
    qtbot.addWidget(made)
    with qtbot.waitSignal(made.clicked):
        qtbot.keyClick(made, key)
