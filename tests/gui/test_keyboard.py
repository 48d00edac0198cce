"""By the Tab key alone one comes to everything that can be used, and away from it again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QMenuBar,
    QRadioButton,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.notices import NoticeAction
from app.pages.train_page import TrainPage
from app.studio import Studio
from tests.gui.test_accessible import STEPS, is_part, name_of

MOST_PRESSES = 400


def reached(qtbot: QtBot, window: MainWindow) -> set[QWidget]:
    """What has the keyboard while Tab is pressed, until it comes round again."""
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    seen: list[QWidget] = []
    for _ in range(MOST_PRESSES):
        widget = QApplication.focusWidget()
        assert widget is not None
        if widget in seen:
            return set(seen)
        seen.append(widget)
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
    raise AssertionError(f"Tab does not come round: {seen[-5:]}")


def usable(window: MainWindow) -> list[QWidget]:
    """What waits for the keyboard; of choices that exclude one another the arrows reach others."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible() and widget.isEnabled() and not is_part(widget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if not isinstance(widget, QMenuBar | QTabWidget)
        if not isinstance(widget.parent(), QAbstractScrollArea)
    ]


def is_one_of_a_group(widget: QWidget) -> bool:
    siblings = getattr(widget, "group", lambda: None)()
    return isinstance(widget, QRadioButton) or bool(
        getattr(widget, "autoExclusive", lambda: False)()
        or (siblings is not None and siblings.exclusive())
    )


def missed(qtbot: QtBot, window: MainWindow) -> list[str]:
    found = reached(qtbot, window)
    return [
        f"{type(widget).__name__} {name_of(widget)!r}"
        for widget in usable(window)
        if widget not in found and not is_one_of_a_group(widget)
    ]


@pytest.mark.parametrize("step", STEPS)
def test_tab_reaches_all_of_a_page(qtbot: QtBot, full: MainWindow, step: str) -> None:
    full.go_to(step)
    qtbot.wait(50)
    assert missed(qtbot, full) == []


def test_tab_reaches_every_setting_and_a_notice(
    qtbot: QtBot, full: MainWindow, studio: Studio
) -> None:
    full.go_to("train")
    page = full.page()
    assert isinstance(page, TrainPage)
    page.setup.more.setChecked(True)
    studio.notices.success("Done", NoticeAction("Undo", lambda: None))
    assert missed(qtbot, full) == []
