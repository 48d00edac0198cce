"""The menus: what stays where it was put, on macOS too."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.pages.registry import page_factories
from app.studio import Studio
from tests.gui.conftest import put_away

_IN_APPLICATION_MENU = {
    QAction.MenuRole.AboutRole,
    QAction.MenuRole.PreferencesRole,
    QAction.MenuRole.QuitRole,
}


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("step", ["import", "label", "train", "evaluate", "use"])
def test_only_three_actions_move_into_the_menu_of_the_application(
    qtbot: QtBot, studio: Studio, step: str
) -> None:
    window = MainWindow(studio, page_factories())
    qtbot.addWidget(window)
    window.go_to(step)
    window.menus.step_menu.aboutToShow.emit()
    roles = [action.menuRole() for action in _entries(window)]
    assert QAction.MenuRole.TextHeuristicRole not in roles  # Qt would go by their words
    assert sorted(r.name for r in roles if r != QAction.MenuRole.NoRole) == sorted(
        role.name for role in _IN_APPLICATION_MENU
    )
    put_away(window)


@pytest.mark.parametrize("language", ["window", "german_window"])
def test_a_letter_leads_to_one_entry_of_a_menu(
    request: pytest.FixtureRequest, language: str
) -> None:
    bar = request.getfixturevalue(language).menuBar()
    menus = [menu for action in bar.actions() if isinstance(menu := action.menu(), QMenu)]
    for menu in (bar, *menus):
        letters = [QKeySequence.mnemonic(action.text()).toString() for action in menu.actions()]
        given = [letter for letter in letters if letter]
        assert len(given) == len(set(given)), (language, given)


@pytest.fixture
def german_window(in_german: None, window: MainWindow) -> MainWindow:
    return window


def _entries(window: MainWindow) -> list[QAction]:
    """What stands in the menus, without lines between and what opens another menu."""
    menus = [action.menu() for action in window.menuBar().actions()]
    there = [action for menu in menus if isinstance(menu, QMenu) for action in menu.actions()]
    return [a for a in there if not a.isSeparator() and not isinstance(a.menu(), QMenu)]
