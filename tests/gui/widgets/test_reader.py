"""Marks in the text that is read: where they stand, and that the first is seen."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app import theme
from app.preferences import Preferences
from app.studio import Studio
from app.widgets.reader import MOST_SHOWN, Reader


@pytest.fixture
def reader(qtbot: QtBot, studio: Studio) -> Reader:
    made = Reader()
    qtbot.addWidget(made)
    made.resize(500, 300)
    made.show()
    qtbot.waitExposed(made)
    return made


def marked(reader: Reader) -> list[str]:
    return [selection.cursor.selectedText() for selection in reader.extraSelections()]


def test_signs_beyond_the_first_plane_and_ends_of_lines_move_no_mark(reader: Reader) -> None:
    text = "😀 one\r\ntwo"
    reader.show_text(text)
    reader.mark(text, [(2, 5), (7, 10)])
    assert marked(reader) == ["one", "two"]
    reader.show_text("one two")
    assert marked(reader) == []


def test_the_first_mark_is_scrolled_to(reader: Reader) -> None:
    text = "line\n" * 300 + "found"
    reader.show_text(text)
    assert reader.verticalScrollBar().value() == 0
    reader.mark(text, [(1500, 1505)])
    assert reader.viewport().rect().contains(reader.cursorRect().center())
    reader.mark(text, [])
    reader.show_text(text)
    assert reader.verticalScrollBar().value() == 0


def test_what_is_not_shown_has_no_mark(reader: Reader) -> None:
    text = "a" * MOST_SHOWN + " found"
    reader.show_text(text)
    reader.mark(text, [(MOST_SHOWN + 1, MOST_SHOWN + 6)])
    assert marked(reader) == []


def test_marks_follow_the_theme(reader: Reader, preferences: Preferences) -> None:
    reader.show_text("found")
    reader.mark("found", [(0, 5)])
    for name in ("dark", "light"):
        preferences.update(theme=name)
        (selection,) = reader.extraSelections()
        assert selection.format.background().color() == QColor(theme.colours().accent_soft)
