"""Icons grow with the words beside them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from app.preferences import Preferences
from app.studio import Studio
from app.widgets.buttons import button, tool_button
from app.widgets.icon_label import IconLabel

MAKERS: dict[str, Callable[[], QWidget]] = {
    "button": lambda: button("Resume", icon_name="play"),
    "tool button": lambda: tool_button("trash", "Delete"),
    "icon": lambda: IconLabel("import", size=20),
}


@pytest.mark.parametrize("kind", MAKERS)
def test_an_icon_grows_with_the_text(
    kind: str, qtbot: QtBot, studio: Studio, preferences: Preferences
) -> None:
    made = MAKERS[kind]()
    qtbot.addWidget(made)
    before = height(made)
    preferences.update(text_size=150)
    assert height(made) == round(before * 1.5)
    preferences.update(text_size=100)
    assert height(made) == before


def height(made: QWidget) -> int:
    """Of the icon alone."""
    size = made.iconSize() if isinstance(made, QAbstractButton) else made.sizeHint()
    return size.height()
