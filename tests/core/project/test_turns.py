from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.core.project.projects import add, document, new_project
from ulmfit_core.project import database
from ulmfit_core.project.commands import CommandKind
from ulmfit_core.project.project import Project

PATIENCE = 60  # seconds


class LongCommand(threading.Thread):
    """Holds the project's file until ``may_end``."""

    def __init__(self, project: Project) -> None:
        super().__init__()
        self._project = project
        self.has_begun, self.may_end = threading.Event(), threading.Event()

    def run(self) -> None:
        with (
            self._project.for_thread() as own,
            own.commands.record(CommandKind.FLAG, {}, [1]),
        ):
            self.has_begun.set()
            assert self.may_end.wait(PATIENCE)


def test_an_import_waits_for_a_command_however_long_that_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0.0)  # what SQLite itself would wait
    with new_project(tmp_path, 20) as project:
        command = LongCommand(project)
        command.start()
        assert command.has_begun.wait(PATIENCE)
        threading.Timer(0.1, command.may_end.set).start()
        add(project, [document(n) for n in range(20, 25)])
        command.join()
        assert project.documents.count() == 25
        kinds = [command.kind for command in project.commands.history(2)]
        assert kinds == [CommandKind.IMPORT, CommandKind.FLAG]
