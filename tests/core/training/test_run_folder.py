from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.fakes import CountingJob, count
from ulmfit_core.errors import InputError, StorageError
from ulmfit_core.training.events import (
    CheckpointSaved,
    RunFinished,
    RunStarted,
    RunStopped,
    StepFinished,
    StopVerb,
    TrainingEvent,
)
from ulmfit_core.training.jobs import job_to_json
from ulmfit_core.training.run_folder import RunFolder, RunState
from ulmfit_core.training.run_record import record


def new_run(path: Path, **changes: object) -> tuple[RunFolder, CountingJob]:
    job = CountingJob(str(path), **changes)  # type: ignore[arg-type]
    return RunFolder.create(path, job_to_json(job)), job


def stopped_at(folder: RunFolder, job: CountingJob, step: int, verb: StopVerb) -> None:
    """Run until ``step`` and stop there."""
    seen: list[TrainingEvent] = []

    def should_stop() -> StopVerb | None:
        return verb if StepFinished in map(type, seen) and latest() >= step else None

    def latest() -> int:
        return max(event.step for event in seen if isinstance(event, StepFinished))

    for event in record(folder, count(job, should_stop=should_stop)):
        seen.append(event)


def test_a_new_run_keeps_its_job(tmp_path: Path) -> None:
    folder, job = new_run(tmp_path / "runs" / "0001-lm")
    assert RunFolder.open(folder.path).job == job_to_json(job)
    assert (folder.state, folder.summary) == (RunState.NEW, None)


def test_a_finished_run_has_a_summary(tmp_path: Path) -> None:
    folder, job = new_run(tmp_path)
    *_, last = record(folder, count(job))
    assert isinstance(last, RunFinished)
    summary = folder.summary
    assert summary is not None
    assert summary["outcome"] == "finished"
    assert (summary["step"], summary["metrics"]) == (last.step, last.metrics)
    assert folder.state is RunState.FINISHED


def test_a_run_is_running_while_its_events_are_taken(tmp_path: Path) -> None:
    folder, job = new_run(tmp_path)
    events = record(folder, count(job))
    next(events)
    assert folder.state is RunState.RUNNING
    events.close()  # type: ignore[attr-defined]
    assert folder.state is RunState.INTERRUPTED


def told(folder: RunFolder) -> list[TrainingEvent]:
    """The log without the marks that a pause leaves: its checkpoint and the new start."""
    return [
        event
        for event in folder.events()
        if not isinstance(event, CheckpointSaved)
        and not (isinstance(event, RunStarted) and event.step)
    ]


@pytest.mark.parametrize("step", range(1, 12))
def test_paused_anywhere_and_resumed_it_logs_the_same_run(tmp_path: Path, step: int) -> None:
    whole, whole_job = new_run(tmp_path / "whole")
    list(record(whole, count(whole_job)))
    folder, job = new_run(tmp_path / "run")
    stopped_at(folder, job, step, StopVerb.PAUSE)
    assert folder.state is RunState.PAUSED
    list(record(folder, count(job)))
    assert told(folder) == told(whole)


@pytest.mark.parametrize("n_events", range(1, 20))
def test_cut_off_anywhere_and_resumed_it_logs_the_same_run(tmp_path: Path, n_events: int) -> None:
    whole, whole_job = new_run(tmp_path / "whole")
    list(record(whole, count(whole_job)))
    folder, job = new_run(tmp_path / "run")
    events = record(folder, count(job))
    for _ in range(n_events):
        next(events)
    events.close()  # type: ignore[attr-defined]
    with folder.events_path.open("ab") as log:
        log.write(b'{"event": "StepFin')  # and a torn line on top
    list(record(folder, count(job)))
    resumed = [e for e in folder.events() if not (isinstance(e, RunStarted) and e.step)]
    assert resumed == list(whole.events())


def test_keep_best_is_a_finished_run(tmp_path: Path) -> None:
    folder, job = new_run(tmp_path)
    stopped_at(folder, job, 5, StopVerb.KEEP_BEST)
    summary = folder.summary
    assert summary is not None
    assert (folder.state, summary["best_step"]) == (RunState.FINISHED, 4)


def test_a_discarded_run_is_gone(tmp_path: Path) -> None:
    folder, job = new_run(tmp_path / "run")
    (folder.path / "checkpoint.partial").mkdir()
    stopped_at(folder, job, 5, StopVerb.DISCARD)
    assert not folder.path.exists()


def test_a_discarded_run_that_the_finder_looked_into_is_gone(tmp_path: Path) -> None:
    folder, _ = new_run(tmp_path / "run")
    (folder.path / ".DS_Store").write_bytes(b"Bud1")
    folder.remove()
    assert not folder.path.exists()


def test_discarding_spares_what_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    folder, job = new_run(tmp_path)
    stopped_at(folder, job, 5, StopVerb.DISCARD)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_discarding_takes_every_checkpoint_that_was_announced(tmp_path: Path) -> None:
    def recipe() -> Iterator[TrainingEvent]:
        yield RunStarted("pretrain", 0, ())
        for name in ("trunk", "trunk.previous", "../outside"):
            (tmp_path / "run" / name).mkdir()
        yield CheckpointSaved(3, "trunk")
        yield CheckpointSaved(3, "../outside")
        yield RunStopped(3, StopVerb.DISCARD)

    list(record(RunFolder.create(tmp_path / "run", {}), recipe()))
    assert [path.name for path in tmp_path.iterdir()] == ["outside"]


def test_a_finished_run_can_be_reopened(tmp_path: Path) -> None:
    folder, job = new_run(tmp_path)
    list(record(folder, count(job)))
    folder.reopen()
    assert (folder.state, folder.summary) == (RunState.INTERRUPTED, None)
    assert isinstance(list(record(folder, count(job)))[-1], RunFinished)


def test_reopening_a_run_that_goes_on_changes_nothing(tmp_path: Path) -> None:
    folder, job = new_run(tmp_path)
    stopped_at(folder, job, 5, StopVerb.PAUSE)
    folder.reopen()
    assert folder.state is RunState.PAUSED


def test_a_failure_is_kept_and_may_be_tried_again(tmp_path: Path) -> None:
    folder, job = new_run(tmp_path, trouble="user error", trouble_at=6)
    with pytest.raises(InputError):
        list(record(folder, count(job)))
    summary = folder.summary
    assert summary is not None
    assert (summary["error"], summary["hint"]) == ("InputError", "Choose another file.")
    assert folder.state is RunState.FAILED
    list(record(folder, count(job)))
    assert folder.state is RunState.FINISHED


def test_a_failed_run_that_is_tried_again_and_paused_is_paused(tmp_path: Path) -> None:
    folder, job = new_run(tmp_path, trouble="user error", trouble_at=6)
    with pytest.raises(InputError):
        list(record(folder, count(job)))
    stopped_at(folder, job, 8, StopVerb.PAUSE)
    assert folder.state is RunState.PAUSED


def test_a_finished_run_is_left_alone(tmp_path: Path) -> None:
    folder, job = new_run(tmp_path)
    list(record(folder, count(job)))
    before = folder.events_path.read_bytes()
    with pytest.raises(InputError, match="already finished"):
        list(record(folder, count(job)))
    assert folder.events_path.read_bytes() == before


def test_a_run_in_use_is_refused(tmp_path: Path) -> None:
    folder, job = new_run(tmp_path)
    with folder.lock.held(), pytest.raises(StorageError, match="in use"):
        list(record(folder, count(job)))


def test_a_summary_lost_to_a_kill_does_not_unfinish_a_run(tmp_path: Path) -> None:
    folder, job = new_run(tmp_path)
    list(record(folder, count(job)))
    folder.summary_path.unlink()
    assert folder.state is RunState.FINISHED
    summary = folder.summary
    assert summary is not None
    assert (summary["outcome"], summary["step"]) == ("finished", 12)


def test_a_run_is_not_made_twice_nor_opened_where_none_is(tmp_path: Path) -> None:
    new_run(tmp_path / "run")
    with pytest.raises(InputError, match="already holds a run"):
        new_run(tmp_path / "run")
    with pytest.raises(InputError, match="holds no run"):
        RunFolder.open(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit to the size of files")
def test_a_run_whose_job_finds_no_room_leaves_no_folder(tmp_path: Path) -> None:
    with no_room(), pytest.raises(StorageError, match="could not be written"):
        new_run(tmp_path / "run")
    assert list(tmp_path.iterdir()) == []


@contextmanager
def no_room() -> Iterator[None]:
    """No file may grow meanwhile, as on a full disk."""
    import resource

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@pytest.mark.parametrize("damage", ["", "{", "[1]", "\udcff"])
def test_a_damaged_job_is_told(tmp_path: Path, damage: str) -> None:
    (tmp_path / "job.json").write_bytes(damage.encode("utf-8", "surrogateescape"))
    with pytest.raises(StorageError):
        _ = RunFolder.open(tmp_path).job


def test_stopping_events_are_passed_on(tmp_path: Path) -> None:
    def recipe() -> Iterator[TrainingEvent]:
        yield RunStarted("pretrain", 0, ())
        yield RunStopped(0, "pause")

    folder = RunFolder.create(tmp_path, {"kind": "pretrain"})
    assert list(record(folder, recipe())) == list(recipe())
