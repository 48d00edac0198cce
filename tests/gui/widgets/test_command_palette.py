from __future__ import annotations

import pyqtgraph
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QFocusEvent, QKeySequence
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app import theme
from app.main_window import MainWindow
from app.operations.labels import add_label
from app.pages.label_page import LabelPage
from app.preferences import Preferences
from app.studio import Studio
from app.widgets.command_palette import commands, match, plain_text
from ulmfit_core.project.project import Project


def open_by_keys(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.palette_box.isVisible()


def test_every_command_can_be_found_by_its_words(window: MainWindow, project: Project) -> None:
    able = commands(window)
    assert len(able) > 15
    for action in able:
        found = match(plain_text(action).lower(), able)
        assert found[0].action is action, plain_text(action)


def test_no_two_commands_share_a_shortcut(window: MainWindow, project: Project) -> None:
    keys = [
        key.toString(QKeySequence.SequenceFormat.PortableText)
        for action in window.findChildren(QAction)
        for key in action.shortcuts()
    ]
    assert len(keys) == len(set(keys))


def test_what_cannot_be_done_is_not_offered(window: MainWindow) -> None:
    texts = [plain_text(action) for action in commands(window)]
    assert "Close project" not in texts
    assert "New project" in texts


def test_what_plots_bring_with_them_is_not_offered(window: MainWindow) -> None:
    pyqtgraph.PlotWidget(window)
    assert any(action.text() == "Export..." for action in window.findChildren(QAction))
    assert "Export..." not in map(plain_text, commands(window))


def test_keys_open_it_type_into_it_and_run_the_choice(
    qtbot: QtBot, window: MainWindow, preferences: Preferences
) -> None:
    open_by_keys(qtbot, window)
    qtbot.keyClicks(window.palette_box.field, "theme dar")
    assert window.palette_box.shown() == ["Theme: Dark"]
    qtbot.keyClick(window.palette_box.field, Qt.Key.Key_Return)
    assert theme.colours() is theme.DARK
    assert not window.palette_box.isVisible()


def test_arrows_choose_and_wrap(qtbot: QtBot, window: MainWindow) -> None:
    open_by_keys(qtbot, window)
    box = window.palette_box
    qtbot.keyClick(box.field, Qt.Key.Key_Up)
    assert box.list.currentIndex().row() == len(box.shown()) - 1
    qtbot.keyClick(box.field, Qt.Key.Key_Down)
    assert box.list.currentIndex().row() == 0


def test_large_text_leaves_the_choice_inside_the_window(
    qtbot: QtBot, window: MainWindow, preferences: Preferences
) -> None:
    preferences.update(text_size=175)
    window.resize(1024, 700)
    open_by_keys(qtbot, window)
    box = window.palette_box
    qtbot.keyClick(box.field, Qt.Key.Key_Up)
    chosen = box.list.visualRect(box.list.currentIndex())
    assert box.list.viewport().rect().contains(chosen)
    assert window.rect().contains(box.geometry())


def test_escape_puts_it_away_and_gives_the_keyboard_back(qtbot: QtBot, window: MainWindow) -> None:
    window.start.new.setFocus()
    open_by_keys(qtbot, window)
    qtbot.keyClick(window.palette_box.field, Qt.Key.Key_Escape)
    assert not window.palette_box.isVisible()
    assert window.focusWidget() is window.start.new


def test_where_nothing_is_found_it_says_so(qtbot: QtBot, window: MainWindow) -> None:
    open_by_keys(qtbot, window)
    box = window.palette_box
    assert box.list.isVisible()
    assert not box.nothing.isVisible()
    qtbot.keyClicks(box.field, "zzzz")
    assert box.shown() == []
    assert not box.list.isVisible()
    assert box.nothing.isVisible()
    assert box.nothing.text() == "No command has these letters. Try fewer, or others."
    assert box.nothing.height() >= box.nothing.heightForWidth(box.nothing.width())
    qtbot.keyClick(box.field, Qt.Key.Key_Return)
    assert not box.isVisible()
    open_by_keys(qtbot, window)
    assert box.list.isVisible()


def test_what_begins_with_the_letters_comes_first(qtbot: QtBot, window: MainWindow) -> None:
    texts = ["Go to Label", "Larger text", "Normal text size", "Label all"]
    actions = [QAction(text, window) for text in texts]
    assert [found.text for found in match("la", actions)] == [
        "Label all",
        "Larger text",
        "Go to Label",
    ]


def test_what_went_while_it_was_open_does_no_harm(
    qtbot: QtBot, everything: MainWindow, studio: Studio, project: Project
) -> None:
    everything.go_to("label")
    page, palette = everything.page(), everything.palette_box
    assert isinstance(page, LabelPage)
    page.panel.buttons[1].setFocus()
    palette.open()
    palette.field.setText("label: person")
    before = page.panel.buttons[1]
    add_label(studio, "new")  # makes the buttons and actions of all labels anew
    qtbot.waitUntil(lambda: not isValid(before))
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    palette.open()
    between = page.panel.buttons[1]
    add_label(studio, "newer")
    qtbot.waitUntil(lambda: not isValid(between))
    palette.field.setText("label: new")
    assert palette.shown() == ["Label: new", "Label: newer"]


def test_the_menu_of_its_field_leaves_it_open(qtbot: QtBot, window: MainWindow) -> None:
    open_by_keys(qtbot, window)
    field = window.palette_box.field
    left = QEvent.Type.FocusOut
    QApplication.sendEvent(field, QFocusEvent(left, Qt.FocusReason.PopupFocusReason))
    assert window.palette_box.isVisible()
    QApplication.sendEvent(field, QFocusEvent(left, Qt.FocusReason.MouseFocusReason))
    assert not window.palette_box.isVisible()
