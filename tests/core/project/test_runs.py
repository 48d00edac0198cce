"""The index of runs: numbered folders, states from their files, names and pins beside them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ulmfit_core.errors import InputError
from ulmfit_core.project.project import Project
from ulmfit_core.project.runs import RunIndex
from ulmfit_core.training.events import RunFinished
from ulmfit_core.training.run_folder import RunFolder, RunState
from ulmfit_core.training.run_record import record


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p", "Mail") as project:
        yield project


@pytest.fixture
def runs(project: Project) -> RunIndex:
    return project.runs


def new_run(runs: RunIndex, kind: str) -> RunFolder:
    return RunFolder.create(runs.next_run_dir(kind), {"kind": kind})


def test_folders_are_numbered_in_turn(project: Project) -> None:
    paths = [new_run(project.runs, kind).path for kind in ("lm", "classifier", "lr-finder")]
    assert paths == [
        project.folder / "runs" / name for name in ("0001-lm", "0002-classifier", "0003-lr-finder")
    ]
    found = [(run.number, run.kind, run.name) for run in project.runs.all()]
    assert found[2] == (3, "lr-finder", "0003-lr-finder")


def test_many_runs_stay_in_order(runs: RunIndex, project: Project) -> None:
    (project.folder / "runs" / "9999-lm").mkdir()
    assert runs.next_run_dir("lm").name == "10000-lm"
    assert [run.number for run in runs.all()] == [9999, 10000]


@pytest.mark.parametrize("kind", ["", "..", "a/b", "LM", "lm-", "a b"])
def test_a_kind_is_a_plain_word(runs: RunIndex, kind: str) -> None:
    with pytest.raises(ValueError, match="no name for a folder"):
        runs.next_run_dir(kind)


def test_state_is_read_from_the_files(runs: RunIndex) -> None:
    new_run(runs, "lm")
    finished = new_run(runs, "classifier")
    list(record(finished, [RunFinished(step=3, metrics={})]))
    assert [run.state for run in runs.all()] == [RunState.NEW, RunState.FINISHED]
    with finished.lock.held():
        assert runs.get(finished.path).state == RunState.RUNNING


def test_damaged_runs_are_listed_as_such(runs: RunIndex) -> None:
    whole = new_run(runs, "lm")
    new_run(runs, "lm").job_path.write_text("{", encoding="utf-8")
    runs.next_run_dir("empty")
    new_run(runs, "lm").summary_path.write_bytes(b"\xff\xfe")
    listed = runs.all()
    assert [run.state for run in listed] == [RunState.NEW, None, None, None]
    assert "damaged" in listed[1].problem
    assert "holds no run" in listed[2].problem
    assert "summary.json" in listed[3].problem
    assert runs.get(whole.path).problem == ""


def test_a_run_made_to_harm_is_one_that_is_damaged(runs: RunIndex) -> None:
    deep = b"[" * 200_000 + b"\n"
    new_run(runs, "lm").job_path.write_bytes(deep)
    new_run(runs, "lm").summary_path.write_bytes(deep)
    new_run(runs, "lm").events_path.write_bytes(deep)
    assert [run.state for run in runs.all()] == [None, None, RunState.NEW]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes among files here")
def test_a_pipe_in_a_run_is_waited_for_by_nobody(runs: RunIndex) -> None:
    os.mkfifo(new_run(runs, "lm").summary_path)
    os.mkfifo(new_run(runs, "lm").events_path)
    assert [run.state for run in runs.all()] == [None, RunState.NEW]


def test_other_folders_and_files_are_passed_over(runs: RunIndex, project: Project) -> None:
    (project.folder / "runs" / "my notes").mkdir()
    (project.folder / "runs" / "0001-lm").write_text("a file")
    assert runs.all() == []


def test_name_and_pin_outlive_a_restart(tmp_path: Path) -> None:
    with Project.create(tmp_path, "Mail") as project:
        path = new_run(project.runs, "lm").path
        project.runs.rename(path, " First  try ")
        project.runs.pin(path)
    with Project.open(tmp_path) as project:
        run = project.runs.get(path)
        assert (run.name, run.pinned) == ("First try", True)
        assert project.runs.rename(path, "").name == "0001-lm"


def test_pinned_and_working_runs_are_not_removed(runs: RunIndex) -> None:
    run = new_run(runs, "lm")
    runs.pin(run.path)
    with pytest.raises(InputError, match="is pinned"):
        runs.remove(run.path)
    runs.unpin(run.path)
    with run.lock.held(), pytest.raises(InputError, match="is at work"):
        runs.remove(run.path)
    assert run.job_path.exists()
    runs.remove(run.path)
    assert runs.all() == []
    with pytest.raises(InputError, match="not there any more"):
        runs.pin(run.path)


def test_a_new_run_inherits_nothing_from_a_removed_one(runs: RunIndex) -> None:
    path = new_run(runs, "lm").path
    runs.rename(path, "Old")
    runs.remove(path)
    assert new_run(runs, "lm").path == path
    assert runs.get(path).name == "0001-lm"


def test_a_missing_runs_folder_is_no_harm(runs: RunIndex, project: Project) -> None:
    (project.folder / "runs").rmdir()
    assert runs.all() == []
    assert runs.next_run_dir("lm").name == "0001-lm"


def test_a_folder_of_runs_that_may_not_be_read_keeps_no_project_closed(
    runs: RunIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_run(runs, "lm")

    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "iterdir", refuse)  # as to whom it is not open; root may all
    assert runs.all() == []
