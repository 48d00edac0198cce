from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.core.project.projects import add, document, new_project, status_of
from tests.core.project.turns import before_the_next_command
from ulmfit_core.errors import InputError
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


def import_beside(project: Project, *labels: str) -> None:
    with project.for_thread() as own:
        add(own, [document(99, *labels)])


@pytest.mark.parametrize("change", ["create", "rename"])
def test_a_name_that_an_import_brings_meanwhile_is_taken(tmp_path: Path, change: str) -> None:
    with new_project(tmp_path, 3) as project:
        before_the_next_command(project, lambda: import_beside(project, "eggs"))
        with pytest.raises(InputError, match='There is a label "eggs" already'):
            project.labels.create("eggs") if change == "create" else project.labels.rename(
                1, "eggs"
            )
        assert [label.name for label in project.labels.all()] == ["spam", "ham", "eggs"]


def test_a_key_that_an_import_takes_meanwhile_is_taken(tmp_path: Path) -> None:
    with new_project(tmp_path, 3) as project:
        before_the_next_command(project, lambda: import_beside(project, "eggs"))
        with pytest.raises(InputError, match='The key 3 belongs to the label "eggs"'):
            project.labels.set_shortcut(1, "3")


def test_documents_that_come_meanwhile_count_for_one_label_each(tmp_path: Path) -> None:
    with new_project(tmp_path, 3, "multi") as project:
        before_the_next_command(project, lambda: import_beside(project, "eggs", "ham"))
        with pytest.raises(InputError, match=r"do not have exactly one label: 1\."):
            project.set_task("single")
        assert project.task == "multi"


def test_a_label_that_is_deleted_meanwhile_labels_nothing(tmp_path: Path) -> None:
    def delete(project: Project) -> None:
        with project.for_thread() as own:
            own.labels.delete(1)

    with new_project(tmp_path, 3) as project:
        before_the_next_command(project, lambda: delete(project))
        with pytest.raises(InputError, match="not in this project any more"):
            project.annotations.label([1], [1])
        assert status_of(project, 1) == (0, ())
