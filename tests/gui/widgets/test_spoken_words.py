from __future__ import annotations

import pytest
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.widgets.reader import Reader
from app.widgets.spoken_words import SpokenLegend, marked, shades
from ulmfit_core.evaluation.attribution import SpokenPart

TEXT = "𝄞 first\r\nsecond 😀 third"


def part(text: str, word: str, weight: float) -> SpokenPart:
    start = text.index(word)
    return SpokenPart(start, start + len(word), weight)


@pytest.mark.parametrize("kind", [Reader, QPlainTextEdit])
def test_marks_fall_on_the_words_whatever_stands_before(
    qtbot: QtBot, kind: type[Reader] | type[QPlainTextEdit]
) -> None:
    editor = kind()
    qtbot.addWidget(editor)
    if isinstance(editor, Reader):
        editor.show_text(TEXT)
    else:
        editor.setPlainText(TEXT)
    parts = [part(TEXT, "first", 1.0), part(TEXT, "second", -2.0), part(TEXT, "third", 3.0)]
    made = shades(editor.document(), TEXT, parts)
    assert [mark.cursor.selectedText() for mark in made] == ["third", "second", "first"]
    line = QTextCharFormat.UnderlineStyle
    styles = [mark.format.underlineStyle() for mark in made]
    assert styles == [line.SingleUnderline, line.DashUnderline, line.SingleUnderline]


def test_what_hardly_spoke_is_not_marked() -> None:
    quiet, loud, against = (SpokenPart(0, 1, weight) for weight in (0.3, 3.0, -1.0))
    assert marked([quiet, loud, against]) == [loud, against]
    assert marked([SpokenPart(0, 1, 0.01)]) == []
    assert marked([]) == []


def test_the_loudest_are_told_with_their_sign(qtbot: QtBot) -> None:
    legend = SpokenLegend()
    qtbot.addWidget(legend)
    text = "good, bad"
    parts = [part(text, "good", 1.26), part(text, "bad", -2.0)]
    legend.show_parts(text, parts, "praise", by_word=True)
    assert legend.told.text() == "−2.0 bad · +1.3 good"
    assert "+0.7 doubles them" in legend.told.toolTip()
    legend.show_parts(text, parts, "praise", by_word=False)
    assert legend.told.text().startswith("By passage")
    legend.show_parts(text, [], "praise", by_word=True)
    assert legend.told.text().startswith("No single word")
