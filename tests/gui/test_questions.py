"""A question has our own buttons: macOS's are reached by Tab only where its settings say so."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.notices import ask


def test_a_question_is_answered_by_keys_alone(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours: list[bool] = []

    def answer(box: QMessageBox) -> None:
        ours.append(box.testOption(QMessageBox.Option.DontUseNativeDialog))
        box.show()
        box.activateWindow()
        focused = box.focusWidget()
        assert isinstance(focused, QPushButton)
        assert focused.text() == "Cancel"
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
        qtbot.keyClick(box.focusWidget(), Qt.Key.Key_Space)

    monkeypatch.setattr(QDialog, "exec", answer)
    assert ask(window, "Delete it?", "It is gone then.", "Delete")
    assert ours == [True]
