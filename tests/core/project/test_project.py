"""Creating, opening and closing a project, and the ways in which that goes wrong."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.core.project.projects import (
    add,
    damage,
    document,
    left_open,
    new_project,
    visible,
)
from ulmfit_core.errors import InputError, StorageError
from ulmfit_core.project import interruptible
from ulmfit_core.project.project import DATABASE_NAME, Project
from ulmfit_core.project.schema import SCHEMA_VERSION


def test_reopened_project_is_the_same(tmp_path: Path) -> None:
    with new_project(tmp_path / "p", 5, "multi") as project:
        project.annotations.label([2], [1, 2])
        before = visible(project)
    with Project.open(tmp_path / "p") as project:
        assert visible(project) == before
        assert (project.name, project.task) == ("Mail", "multi")


def test_a_folder_holds_one_project(tmp_path: Path) -> None:
    new_project(tmp_path).close()
    with pytest.raises(InputError, match="holds a project already"):
        Project.create(tmp_path, "Another")


def test_an_empty_folder_is_no_project(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no project"):
        Project.open(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_second_window_is_refused_and_first_goes_on(tmp_path: Path) -> None:
    with new_project(tmp_path, 1) as project:
        with pytest.raises(StorageError, match="open in another window"):
            Project.open(tmp_path)
        project.annotations.label([1], [1])
    Project.open(tmp_path).close()


def test_second_process_is_refused(tmp_path: Path) -> None:
    code = "import sys; from ulmfit_core.project.project import Project; Project.open(sys.argv[1])"
    with new_project(tmp_path):
        finished = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True
        )
    assert "StorageError" in finished.stderr
    assert "open in another window" in finished.stderr


def test_newer_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    new_project(tmp_path).close()
    file = tmp_path / DATABASE_NAME
    with sqlite3.connect(file) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    before = file.read_bytes()
    with pytest.raises(StorageError, match="newer version of this program"):
        Project.open(tmp_path)
    assert file.read_bytes() == before


def test_foreign_database_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / DATABASE_NAME) as connection:
        connection.execute("CREATE TABLE songs (name TEXT)")
    connection.close()
    with pytest.raises(StorageError, match="not made by this program"):
        Project.open(tmp_path)


def test_a_file_cut_to_nothing_is_no_empty_project(tmp_path: Path) -> None:
    new_project(tmp_path, 2).close()
    (tmp_path / DATABASE_NAME).write_bytes(b"")
    with pytest.raises(StorageError, match="is empty"):
        Project.open(tmp_path)


def test_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / DATABASE_NAME).write_bytes(b"not a database, but long enough to look at" * 100)
    with pytest.raises(StorageError, match="no project"):
        Project.open(tmp_path)


def test_crashed_project_opens_with_everything(tmp_path: Path) -> None:
    left_open(tmp_path / "a", tmp_path / "b")
    with Project.open(tmp_path / "b") as project:
        assert project.documents.count() == 300
        assert [label.name for label in project.labels.all()] == ["spam", "ham"]


def test_crashed_and_damaged_project_is_refused_each_time(tmp_path: Path) -> None:
    left_open(tmp_path / "a", tmp_path / "b")
    damage(tmp_path / "b")
    for _ in range(2):
        with pytest.raises(StorageError, match="damaged"):
            Project.open(tmp_path / "b")


def test_crashed_project_is_checked_once(tmp_path: Path) -> None:
    left_open(tmp_path / "a", tmp_path / "b")
    assert Project.needs_check(tmp_path / "b")
    counts = Project.check(tmp_path / "b", lambda: False)
    assert counts is not None
    assert counts.n_documents == 300
    assert not Project.needs_check(tmp_path / "b")


def test_a_check_that_was_stopped_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interruptible, "_STEPS", 1)
    left_open(tmp_path / "a", tmp_path / "b")
    assert Project.check(tmp_path / "b", lambda: True) is None
    assert Project.needs_check(tmp_path / "b")
    Project.open(tmp_path / "b").close()
    assert not Project.needs_check(tmp_path / "b")


def test_failed_open_releases_the_lock(tmp_path: Path) -> None:
    new_project(tmp_path).close()
    file = tmp_path / DATABASE_NAME
    whole = file.read_bytes()
    file.write_bytes(b"nonsense" * 1000)
    with pytest.raises(StorageError):
        Project.open(tmp_path)
    file.write_bytes(whole)
    Project.open(tmp_path).close()


def test_folder_that_cannot_be_locked_is_a_sentence(tmp_path: Path) -> None:
    new_project(tmp_path).close()
    (tmp_path / "project.lock").unlink()
    (tmp_path / "project.lock").mkdir()
    with pytest.raises(StorageError, match="cannot be locked"):
        Project.open(tmp_path)


def test_damaged_caches_and_runs_never_matter(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        (project.cache_dir / "tokens-1").write_bytes(b"\x00")
        (project.runs.next_run_dir("lm") / "job.json").write_text("{")
    shutil.rmtree(tmp_path / "cache")
    shutil.rmtree(tmp_path / "exports")
    with Project.open(tmp_path) as project:
        assert [run.state for run in project.runs.all()] == [None]
        assert project.cache_dir.is_dir()
        assert project.exports_dir.is_dir()


def test_another_thread_has_its_own_handle(tmp_path: Path) -> None:
    stages = []

    def work(project: Project) -> None:
        with project.for_thread() as mine:
            stages.append(add(mine, [document(1), document(2)]).stage)

    with new_project(tmp_path) as project:
        thread = threading.Thread(target=work, args=(project,))
        thread.start()
        thread.join()
        assert stages == ["finished"]
        assert project.documents.count() == 2
        with pytest.raises(StorageError):  # the second handle's end kept the lock
            Project.open(tmp_path)


def test_moved_while_open_leaves_nothing_at_the_old_place(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    with new_project(old, 2) as project:
        project.annotations.label([1], [1])
        old.rename(new)
        for use in (
            lambda: project.annotations.label([2], [1]),
            lambda: project.runs.next_run_dir("classifier"),
            lambda: project.cache_dir,
            lambda: list(project.training_set()),
            project.for_thread,
        ):
            with pytest.raises(StorageError, match="is not there any more"):
                use()
    assert not old.exists()
    with Project.open(new) as project:
        assert project.documents.counts().n_labelled == 1


@pytest.mark.skipif(os.name != "posix", reason="elsewhere an open file is not replaced")
def test_replaced_while_open_gives_no_thread_a_handle(tmp_path: Path) -> None:
    with new_project(tmp_path / "open", 2) as project:
        file = project.folder / DATABASE_NAME
        shutil.copy(file, tmp_path / "copy").replace(file)
        with pytest.raises(StorageError, match="was replaced by another file"):
            project.for_thread()


def test_task_changes_where_the_labels_allow_it(tmp_path: Path) -> None:
    with new_project(tmp_path, 3) as project:
        project.set_task("multi")
        project.annotations.label([1], [1, 2])
        with pytest.raises(InputError, match="exactly one label: 1\\."):
            project.set_task("single")
        project.commands.undo()
        project.set_task("single")
        changed, *_ = project.commands.history(1)
        assert changed.details == {"from": "multi", "to": "single"}
        assert visible(project)["task"] == "single"
        project.commands.undo()
        assert visible(project)["task"] == "multi"
        project.rename("Letters")
        assert project.name == "Letters"
        project.commands.undo()
        assert project.name == "Mail"
