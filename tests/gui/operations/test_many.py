from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from app.operations.labelling import label_many, label_one
from app.operations.many import change_documents
from app.studio import Studio
from app.workspace import Change
from ulmfit_core.project import database
from ulmfit_core.project.commands import Command, CommandKind
from ulmfit_core.project.project import Project

PATIENCE = 60  # seconds


def kinds(project: Project) -> list[CommandKind]:
    return [command.kind for command in project.commands.history(2)]


class LongChange:
    """Flags many documents, and holds the project's file until ``may_end``."""

    def __init__(self, documents: range) -> None:
        self._documents = documents
        self.has_begun, self.may_end = threading.Event(), threading.Event()

    def __call__(self, project: Project) -> Command:
        with project.commands.record(CommandKind.FLAG, {}, self._documents) as recording:
            self.has_begun.set()
            assert self.may_end.wait(PATIENCE)
        return recording.done


def test_a_decision_waits_for_a_change_of_many_with_the_window_alive(
    qtbot: QtBot, studio: Studio, project: Project, many: range
) -> None:
    change = LongChange(many)
    change_documents(studio, len(many), change)
    assert change.has_begun.wait(PATIENCE)
    QTimer.singleShot(0, change.may_end.set)  # as a window that stands still would never do
    assert label_one(studio, many[0], [project.labels.all()[0].id]) is not None
    assert kinds(project) == [CommandKind.LABEL, CommandKind.FLAG]
    qtbot.waitUntil(lambda: not studio.activities.running)


def test_a_change_of_many_waits_for_another_however_long_that_takes(
    qtbot: QtBot,
    studio: Studio,
    project: Project,
    many: range,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0.0)  # what SQLite itself would wait
    change = LongChange(many)
    change_documents(studio, len(many), change)
    assert change.has_begun.wait(PATIENCE)
    label_many(studio, many, project.labels.all()[0].id, "place")
    QTimer.singleShot(100, change.may_end.set)
    qtbot.waitUntil(lambda: not studio.activities.running)
    assert kinds(project) == [CommandKind.LABEL, CommandKind.FLAG]


def test_a_project_opened_again_meanwhile_hears_of_the_change(
    qtbot: QtBot, studio: Studio, project: Project, many: range
) -> None:
    may_begin, made, heard = threading.Event(), [], []

    def change(own: Project) -> Command:
        assert may_begin.wait(PATIENCE)
        return own.annotations.flag(many)

    change_documents(studio, len(many), change, made.append)
    studio.workspace.close()
    studio.workspace.open(project.folder)
    studio.workspace.changed.connect(heard.append)
    may_begin.set()
    qtbot.waitUntil(lambda: not studio.activities.running)
    assert kinds(studio.workspace.project)[0] is CommandKind.FLAG
    assert heard == [Change.ANNOTATIONS]
    assert made == []
