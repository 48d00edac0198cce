"""What is opened in the Finder, or dropped on the Dock, comes as events to the running app."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.notices import Notice
from app.opened_files import Application
from app.operations.files import open_from_outside
from app.studio import Studio
from ulmfit_core.project.project import Project


def test_files_opened_together_come_together(
    qtbot: QtBot, qapp: Application, tmp_path: Path
) -> None:
    paths = [tmp_path / "a.csv", tmp_path / "Mü.csv"]
    with qtbot.waitSignal(qapp.files_wanted) as told:
        for url in (*map(str, paths), "https://example.org/a.csv"):
            where = QUrl(url) if url.startswith("https") else QUrl.fromLocalFile(url)
            QCoreApplication.sendEvent(qapp, QFileOpenEvent(where))
    assert told.args == [paths]


def test_a_project_is_opened(window: MainWindow, studio: Studio, tmp_path: Path) -> None:
    Project.create(tmp_path / "p", "Letters").close()
    open_from_outside(window, [tmp_path / "p" / "project.sqlite"])
    assert studio.workspace.project.name == "Letters"


@pytest.mark.usefixtures("project")
def test_nothing_changes_behind_an_open_question(
    qtbot: QtBot, window: MainWindow, studio: Studio, tmp_path: Path
) -> None:
    Project.create(tmp_path / "p", "Letters").close()
    posted: list[Notice] = []
    studio.notices.posted.connect(posted.append)
    question = QDialog(window, modal=True)
    question.show()
    open_from_outside(window, [tmp_path / "p"])
    question.close()
    assert studio.workspace.project.name == "Questions"
    assert [notice.text for notice in posted] == ["p was not opened, as a question is still open."]
