from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.pages.page import Page
from app.steps import steps
from app.studio import Studio
from app.widgets.buttons import button

pytestmark = pytest.mark.usefixtures("project")  # a page is a project's


@pytest.fixture
def page(qtbot: QtBot, studio: Studio) -> Iterator[Page]:
    """In a window that is not shown yet."""
    window = QWidget()  # keeps it as small as it is to be
    qtbot.addWidget(window)
    page = Page(studio, steps()[0])
    page.setParent(window)
    yield page
    window.close()  # alive until then


@pytest.mark.parametrize("width", [330, 480, 1000])
def test_actions_leave_the_title_and_one_another_their_room(
    qtbot: QtBot, page: Page, width: int
) -> None:
    made = [button("Add some more texts to these"), page.set_primary("Go on", lambda: None)]
    page.header.insertWidget(0, made[0])
    page.body.addStretch(1)
    page.resize(width, 700)
    page.window().show()
    (title,) = (label for label in page.findChildren(QLabel) if label.text() == steps()[0].title)

    def has_room(words: QWidget) -> bool:
        return words.width() >= words.sizeHint().width() and words.geometry().right() <= width

    qtbot.waitUntil(lambda: all(map(has_room, (title, *made))), timeout=5000)
    assert (made[0].y() < made[1].y()) == (width == 330)
    assert (title.geometry().bottom() < made[0].y()) == (width < 1000)


def test_in_a_low_and_narrow_window_no_word_of_an_action_is_cut(qtbot: QtBot, page: Page) -> None:
    made = [button("Add some more texts to these"), page.set_primary("Go on", lambda: None)]
    page.header.insertWidget(0, made[0])
    page.resize(330, 400)
    page.window().show()
    qtbot.waitUntil(lambda: made[0].y() < made[1].y(), timeout=5000)
    assert all(each.width() >= each.sizeHint().width() for each in made)


@pytest.mark.parametrize("gone", [QWidget.hide, lambda widget: widget.setEnabled(False)])
def test_a_control_that_goes_leaves_the_keyboard_to_its_page(
    qtbot: QtBot, page: Page, gone: Callable[[QWidget], None]
) -> None:
    control = page.set_primary("Go on", lambda: None)
    elsewhere = button("Stop", parent=page.window())
    page.window().show()
    page.window().activateWindow()
    control.setFocus()
    qtbot.waitUntil(control.hasFocus)
    gone(control)
    assert page.hasFocus()
    qtbot.keyClick(page, Qt.Key.Key_Tab)
    assert elsewhere.hasFocus()


def test_in_a_low_and_narrow_window_the_actions_take_the_place_of_the_title(
    qtbot: QtBot, page: Page
) -> None:
    page.set_primary("Go on with the texts that were brought in", lambda: None)
    page.window().show()
    (title,) = (label for label in page.findChildren(QLabel) if label.text() == steps()[0].title)
    for size, is_shown in (((330, 400), False), ((330, 700), True), ((1000, 400), True)):
        page.resize(*size)
        qtbot.waitUntil(lambda is_shown=is_shown: title.isVisible() == is_shown)
