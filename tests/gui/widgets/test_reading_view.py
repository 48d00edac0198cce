"""The text keeps its room, in a low window and in a narrow one."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.studio import Studio
from app.widgets.key_cap import KeyCap
from app.widgets.reading_view import ReadingView
from app.widgets.recent_decisions import Decision
from app.widgets.texts import ElidedLabel


def test_the_decisions_give_way_in_a_low_window(qtbot: QtBot, studio: Studio) -> None:
    window = QWidget()  # without a layout: it makes the view as low as it likes
    qtbot.addWidget(window)
    view = ReadingView(window)
    skip = QAction("Skip", view)
    skip.setProperty("key", "Space")
    view.show_actions([skip])
    view.show_decisions([Decision(n, "praise", "blue", f"text {n}") for n in range(10)])
    view.resize(400, 400)
    window.resize(400, 400)
    window.show()
    qtbot.waitExposed(window)
    assert view.decisions.isVisible()
    view.resize(400, view.minimumSizeHint().height() - 40)
    qtbot.waitUntil(lambda: not view.decisions.isVisible())
    reader_end = view.reader.mapTo(view, view.reader.rect().bottomLeft()).y()
    assert reader_end < view.height() - 30  # the actions stand below it
    assert view.reader.height() >= view.reader.minimumHeight()


def test_large_text_has_the_room_of_the_decisions(qtbot: QtBot, studio: Studio) -> None:
    studio.preferences.update(text_size=175)
    view = ReadingView()
    qtbot.addWidget(view)
    view.show_decisions([Decision(1, "praise", "blue", "text 1")])
    view.resize(340, 468)
    view.show()
    assert not view.decisions.isVisible()
    assert view.reader.height() > view.height() / 2


def test_a_long_reason_is_wrapped_not_cut(qtbot: QtBot, studio: Studio) -> None:
    view = ReadingView()
    qtbot.addWidget(view)
    view.resize(300, 500)
    view.show()
    words = "Labelled breakdown; nearly the same text: abbreviation · 3 others are nearly the same"
    view.show_reason(words)
    line = view.why.fontMetrics().height()
    qtbot.waitUntil(lambda: view.why.height() >= 2 * line)
    assert view.why.text() == words
    assert view.why.height() >= view.why.heightForWidth(view.why.width())


@pytest.mark.parametrize(
    ("width", "has_keys", "n_lines"), [(500, True, 1), (300, False, 1), (240, False, 2)]
)
def test_its_buttons_are_whole_in_a_narrow_window(
    qtbot: QtBot, studio: Studio, width: int, has_keys: bool, n_lines: int
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    view = ReadingView(window)
    actions = [QAction(text, view) for text in ("Go back", "Skip this one", "Mark it")]
    for action in actions:
        action.setProperty("key", "Space")
    view.show_actions(actions)
    window.resize(600, 400)
    window.show()
    view.resize(width, 400)
    qtbot.wait(50)
    buttons = [made for made in view.findChildren(QPushButton) if made.isVisible()]
    assert [made.width() >= made.sizeHint().width() for made in buttons] == [True] * 3
    places = [made.mapTo(view, made.rect().topLeft()) for made in buttons]
    assert len({place.y() for place in places}) == n_lines
    assert [cap.isVisible() for cap in view.findChildren(KeyCap)] == [has_keys] * 3
    assert {made.toolTip() for made in buttons} == {"Space"}


def test_a_line_is_said_shorter_before_it_is_cut(qtbot: QtBot) -> None:
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.resize(500, 20)
    label.set_whole("now 0.32 · held out 0.34", "0.32 · held out 0.34")
    label.show()
    assert label.text() == "now 0.32 · held out 0.34"
    label.resize(label.fontMetrics().horizontalAdvance(label.whole()) - 1, 20)
    assert label.text() == "0.32 · held out 0.34"
    label.resize(40, 20)
    assert "…" in label.text()
    assert label.toolTip() == "now 0.32 · held out 0.34"
