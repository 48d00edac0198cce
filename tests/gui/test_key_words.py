"""Keys in sentences are called as the system calls them; on macOS Qt writes ⌘ for Ctrl."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.key_words import control_word, key_words
from app.pages.suggestion_words import same_words
from app.widgets.run_list import RunList
from tests.gui.test_translation import GERMAN


class OtherKeyboard(QTranslator):
    """Qt's word for Ctrl, as another system or language has it."""

    def isEmpty(self) -> bool:
        return False

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        return "Command" if (context, source) == ("QShortcut", "Ctrl") else None


@pytest.fixture
def other_keyboard(qapp: QApplication) -> Iterator[None]:
    translator = OtherKeyboard()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


@pytest.mark.usefixtures("other_keyboard")
def test_a_sentence_names_a_key_as_the_system_does(qtbot: QtBot) -> None:
    runs = RunList()
    qtbot.addWidget(runs)
    assert runs.compare.toolTip() == "Select two or more with Command or Shift."
    assert same_words(1) == "1 other is nearly the same (Command+D shows it)"
    assert (key_words("Ctrl+K"), control_word()) == ("Command+K", "Command")


@pytest.mark.parametrize("word", ["Ctrl", "Strg", "Alt+"])
def test_no_sentence_names_such_a_key_itself(word: str) -> None:
    assert [s for pair in GERMAN.items() for s in pair if word in s] == []
