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


def test_where_there_is_no_room_it_is_scrolled_and_the_names_stay(
    qtbot: QtBot, studio: Studio
) -> None:
    table = FiguresTable("figures")
    qtbot.addWidget(table)
    table.resize(900, 200)
    table.show()
    heads = ("Label", "Precision", "Recall", "F1", "Texts", "Given from")
    table.show_rows(heads, [(NAMES, "0.97 (0.89 to 0.99)", "0.92", "0.95", "62", "0.5")])
    qtbot.waitExposed(table)
    bar, height = table.horizontalScrollBar(), table.height()
    assert not bar.isVisible()
    table.resize(300, 200)
    qtbot.waitUntil(bar.isVisible)
    assert table.columnWidth(0) >= 150
    assert bar.maximum() > 0
    assert table.height() == height + bar.height()
    table.resize(900, 200)
    qtbot.waitUntil(lambda: not bar.isVisible())
    assert table.columnWidth(0) > 300
    assert table.height() == height
