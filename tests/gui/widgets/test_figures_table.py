from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.preferences import Preferences
from app.studio import Studio
from app.widgets.figures_table import FiguresTable

NAMES = "wants to leave as soon as the contract allows"


@pytest.mark.parametrize("n_words", [1, 3])
def test_long_words_leave_the_first_column_its_room(
    qtbot: QtBot, studio: Studio, n_words: int
) -> None:
    table = FiguresTable("mistakes", n_words=n_words)
    qtbot.addWidget(table)
    table.resize(600, 200)
    table.show()
    table.show_rows(("Text", "Its label", "Was given"), [("A text", NAMES, NAMES)])
    qtbot.waitExposed(table)
    is_first_widest = table.columnWidth(0) > 2 * table.columnWidth(1)
    assert is_first_widest == (n_words > 1)  # figures are shown whole


def test_its_rows_grow_with_the_text(
    qtbot: QtBot, studio: Studio, preferences: Preferences
) -> None:
    table = FiguresTable("figures")
    qtbot.addWidget(table)
    table.show_rows(("Label", "F1"), [("sports", "80%"), ("music", "75%")])
    table.show()
    before = table.height()
    preferences.update(text_size=150)
    qtbot.waitUntil(lambda: table.height() > 1.3 * before)
