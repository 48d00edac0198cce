from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app import theme
from app.appearance import Appearance
from app.preferences import Preferences
from app.studio import Studio
from app.theme import DARK, LIGHT, Type
from app.widgets.layouts import vbox


def test_without_a_system_s_opinion_it_is_light(studio: Studio) -> None:
    assert theme.colours() is LIGHT


def test_the_theme_follows_the_preference_at_once(
    qtbot: QtBot, studio: Studio, preferences: Preferences
) -> None:
    with qtbot.waitSignal(studio.appearance.changed):
        preferences.update(theme="dark")
    assert theme.colours() is DARK
    preferences.update(theme="light")
    assert theme.colours() is LIGHT


def test_other_preferences_leave_the_look_alone(
    qtbot: QtBot, studio: Studio, preferences: Preferences
) -> None:
    with qtbot.assertNotEmitted(studio.appearance.changed):
        preferences.update(gentle=True)


def test_larger_text_is_larger_everywhere(
    qapp: QApplication, qtbot: QtBot, studio: Studio, preferences: Preferences
) -> None:
    label = QLabel("x")
    qtbot.addWidget(label)
    label.setProperty("role", "title")
    before = label.sizeHint().height()
    preferences.update(text_size=150)
    label.ensurePolished()
    assert qapp.font().pixelSize() == 21
    assert theme.scaled(Type.TITLE) == 36
    assert label.sizeHint().height() > before


def test_tab_reaches_tool_buttons_whatever_the_system_says(
    qapp: QApplication, qtbot: QtBot, preferences: Preferences
) -> None:
    """On macOS it passes by them unless its settings say otherwise."""
    qapp.styleHints().setTabFocusBehavior(Qt.TabFocusBehavior.TabFocusTextControls)
    Appearance(qapp, preferences)
    window, buttons = QWidget(), [QToolButton(), QToolButton()]
    qtbot.addWidget(window)
    vbox(*buttons, within=window)
    window.show()
    window.activateWindow()
    buttons[0].setFocus()
    QTest.keyClick(window, Qt.Key.Key_Tab)
    assert window.focusWidget() is buttons[1]
