from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest
from PySide6.QtCore import qWarning
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.application import log_file, report_bug
from app.dialogs.bug_report import BugReport
from app.main_window import MainWindow
from app.preferences import Preferences
from ulmfit_core.errors import StorageError


def test_messages_of_qt_and_ours_are_in_the_log(tmp_path: Path) -> None:
    with log_file(tmp_path / "log"):
        qWarning("a complaint of Qt")
        logging.getLogger("app.somewhere").info("ours")
    text = (tmp_path / "log" / "app.log").read_text()
    assert "WARNING qt: a complaint of Qt" in text
    assert "INFO app.somewhere: ours" in text


def test_without_a_place_for_the_log_the_app_goes_on(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("a file where the folder should be")
    with log_file(tmp_path / "log"):
        pass


@pytest.mark.skipif(os.name != "posix", reason="elsewhere folders of a user are the user's alone")
def test_no_other_user_looks_into_the_log_or_the_preferences(tmp_path: Path) -> None:
    with log_file(tmp_path / "state" / "log"):
        pass
    Preferences(tmp_path / "config" / "preferences.json").update(theme="dark")
    made = (tmp_path / "state" / "log", tmp_path / "config")
    assert [folder.stat().st_mode & 0o777 for folder in made] == [0o700] * 2


def test_a_bug_is_logged_and_shown_to_be_copied(
    qtbot: QtBot, window: MainWindow, caplog: pytest.LogCaptureFixture
) -> None:
    try:
        raise ZeroDivisionError("our own fault")
    except ZeroDivisionError as error:
        report_bug((type(error), error, error.__traceback__), window)
    assert "our own fault" in caplog.text
    caplog.clear()
    dialog = window.findChild(BugReport)
    assert dialog.isVisible()
    assert not dialog.isModal()
    copy = next(b for b in dialog.findChildren(QPushButton) if b.text() == "Copy")
    copy.click()
    copied = QGuiApplication.clipboard().text()
    assert "ZeroDivisionError: our own fault" in copied
    assert "PySide6" in copied


def test_what_the_user_can_mend_is_no_bug(
    window: MainWindow, caplog: pytest.LogCaptureFixture
) -> None:
    report_bug((StorageError, StorageError("The disk is gone.", "Plug it in."), None), window)
    (toast,) = window.toasts.toasts()
    assert (toast.notice.text, toast.notice.hint) == ("The disk is gone.", "Plug it in.")
    assert window.findChild(BugReport) is None
    assert "The disk is gone." in caplog.text
    caplog.clear()


def test_an_interrupt_from_the_terminal_closes_the_window(window: MainWindow) -> None:
    report_bug((KeyboardInterrupt, KeyboardInterrupt(), None), window)
    assert not window.isVisible()
    assert window.findChild(BugReport) is None
