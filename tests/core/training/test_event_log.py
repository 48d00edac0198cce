from __future__ import annotations

import math
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ulmfit_core.errors import StorageError
from ulmfit_core.training.event_log import EventLog, last_event, read_events
from ulmfit_core.training.events import (
    CheckpointSaved,
    EpochFinished,
    RunStarted,
    RunStopped,
    StageStarted,
    StepFinished,
    TrainingEvent,
)

STAGE = StageStarted(1, "head", ("head",), ("layer 1",), 1, 8, 2)
STAGE_2 = StageStarted(2, "layer 1", ("layer 1", "head"), (), 3, 8, 2)


def started(step: int = 0) -> RunStarted:
    return RunStarted("finetune_classifier", 8, ("layer 1", "head"), step)


def step(number: int, loss: float = 0.5) -> StepFinished:
    return StepFinished(number, loss, (0.0, 0.1), 1.0, 10, 0.5)


def write(path: Path, *events: TrainingEvent) -> list[TrainingEvent]:
    with EventLog(path) as log:
        for event in events:
            log.append(event)
    return list(read_events(path))


def test_what_is_appended_is_read_back(tmp_path: Path) -> None:
    events: list[TrainingEvent] = [
        started(),
        STAGE,
        step(1),
        EpochFinished(1, 1, {"valid_loss": 0.4}, True),
    ]
    assert write(tmp_path / "events.jsonl", *events) == events


def test_an_event_can_be_read_as_soon_as_it_is_appended(tmp_path: Path) -> None:
    with EventLog(tmp_path / "events.jsonl") as log:
        log.append(started())
        assert list(read_events(tmp_path / "events.jsonl")) == [started()]


def test_a_diverged_loss_is_kept(tmp_path: Path) -> None:
    *_, event = write(tmp_path / "events.jsonl", started(), step(1, math.nan))
    assert isinstance(event, StepFinished)
    assert math.isnan(event.loss)


OTHERS = [  # of our kind, with what is none of it
    '{"event": "RunStopped", "step": "1", "verb": "pause"}',
    '{"event": "RunStarted", "kind": "k", "total_steps": 1, "group_names": [1]}',
    '{"event": "RunFinished", "step": 1, "metrics": [2.5]}',
]


@pytest.mark.parametrize("line", ["null", "[1]", "0", '"x"', "{}", "{", "", *OTHERS])
def test_a_line_that_is_no_event_ends_the_log(tmp_path: Path, line: str) -> None:
    path = tmp_path / "events.jsonl"
    write(path, started(), step(1))
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    assert list(read_events(path)) == [started(), step(1)]
    assert last_event(path) == step(1)


@pytest.mark.parametrize("n_lost", range(1, 20))
def test_a_torn_last_line_is_cut_off_and_the_log_goes_on(tmp_path: Path, n_lost: int) -> None:
    path = tmp_path / "events.jsonl"
    write(path, started(), step(1), step(2))
    os.truncate(path, path.stat().st_size - n_lost)
    assert list(read_events(path)) == [started(), step(1)]
    assert last_event(path) == step(1)
    assert write(path, step(2)) == [started(), step(1), step(2)]


def test_zeros_left_by_a_power_cut_end_the_log(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    write(path, started(), step(1))
    with path.open("ab") as file:
        file.write(b"\0" * 300 + b"\n")
    assert last_event(path) == step(1)
    assert write(path, step(2)) == [started(), step(1), step(2)]


def test_resuming_drops_what_the_checkpoint_does_not_know(tmp_path: Path) -> None:
    kept: list[TrainingEvent] = [
        started(),
        STAGE,
        step(1),
        step(2),
        CheckpointSaved(2, "checkpoint"),
    ]
    write(tmp_path / "events.jsonl", *kept, STAGE_2, step(3), step(4))
    assert write(tmp_path / "events.jsonl", started(2)) == [*kept, started(2)]


def test_resuming_drops_the_mark_of_the_pause(tmp_path: Path) -> None:
    kept: list[TrainingEvent] = [started(), STAGE, step(1), CheckpointSaved(1, "checkpoint")]
    write(tmp_path / "events.jsonl", *kept, RunStopped(1, "pause"))
    assert write(tmp_path / "events.jsonl", started(1)) == [*kept, started(1)]


def test_a_checkpoint_killed_before_it_was_announced_still_counts(tmp_path: Path) -> None:
    kept: list[TrainingEvent] = [started(), STAGE, step(1), step(2)]
    write(tmp_path / "events.jsonl", *kept)
    assert write(tmp_path / "events.jsonl", started(2)) == [*kept, started(2)]


def test_a_log_longer_than_its_checkpoint_is_cut_at_its_step(tmp_path: Path) -> None:
    """Neither at the end nor at the checkpoint before, whose event alone is in the log."""
    kept = [started(), STAGE, step(1), CheckpointSaved(1, "checkpoint"), step(2)]
    write(tmp_path / "events.jsonl", *kept, step(3))
    assert write(tmp_path / "events.jsonl", started(2)) == [*kept, started(2)]


def test_the_newest_event_alone_can_be_taken_back(tmp_path: Path) -> None:
    write(tmp_path / "events.jsonl", started(), STAGE, step(1))
    with EventLog(tmp_path / "events.jsonl") as log:
        log.drop_last()
    assert write(tmp_path / "events.jsonl", step(1, 0.4)) == [started(), STAGE, step(1, 0.4)]


def test_what_is_rare_is_on_the_disk_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []  # bytes of the log
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(os.fstat(descriptor).st_size))
    write(tmp_path / "events.jsonl", started(), step(1), CheckpointSaved(1, "checkpoint"))
    assert synced == [(tmp_path / "events.jsonl").stat().st_size]


def test_what_follows_the_checkpoint_within_its_step_is_dropped_too(tmp_path: Path) -> None:
    """The resumed recipe is where it was when it saved, so it tells these again."""
    kept: list[TrainingEvent] = [started(), STAGE, step(1), CheckpointSaved(1, "checkpoint")]
    after = [EpochFinished(1, 1, {"valid_loss": 0.4}), replace(STAGE_2, first_step=1)]
    write(tmp_path / "events.jsonl", *kept, *after)
    again = write(tmp_path / "events.jsonl", started(1), *after)
    assert again == [*kept, started(1), *after]


def test_a_pause_without_a_checkpoint_in_the_log_is_no_end(tmp_path: Path) -> None:
    kept: list[TrainingEvent] = [started(), STAGE, step(1)]
    write(tmp_path / "events.jsonl", *kept, RunStopped(1, "pause"))
    assert write(tmp_path / "events.jsonl", started(1)) == [*kept, started(1)]


def test_a_start_from_nothing_empties_the_log(tmp_path: Path) -> None:
    write(tmp_path / "events.jsonl", started(), STAGE, step(1))
    assert write(tmp_path / "events.jsonl", started(), STAGE) == [started(), STAGE]


def test_a_stage_announced_again_on_resuming_stands_once(tmp_path: Path) -> None:
    kept: list[TrainingEvent] = [started(), STAGE, step(1), CheckpointSaved(1, "checkpoint")]
    write(tmp_path / "events.jsonl", *kept)
    with EventLog(tmp_path / "events.jsonl") as log:
        again = replace(STAGE, first_step=2)
        assert [log.append(e) for e in (started(1), again, STAGE_2)] == [True, False, True]


def test_a_stage_lost_with_the_crash_is_announced_anew(tmp_path: Path) -> None:
    kept: list[TrainingEvent] = [
        started(),
        STAGE,
        step(1),
        step(2),
        CheckpointSaved(2, "checkpoint"),
    ]
    write(tmp_path / "events.jsonl", *kept, STAGE_2)
    again = write(tmp_path / "events.jsonl", started(2), STAGE_2)
    assert again == [*kept, started(2), STAGE_2]


def test_a_missing_log_holds_nothing(tmp_path: Path) -> None:
    assert list(read_events(tmp_path / "events.jsonl")) == []
    assert last_event(tmp_path / "events.jsonl") is None


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_a_full_disk_is_told_and_costs_at_most_the_last_line(tmp_path: Path) -> None:
    import resource

    path = tmp_path / "events.jsonl"
    write(path, started(), step(1))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    with EventLog(path) as log:
        resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 20, limits[1]))
        try:
            with pytest.raises(StorageError, match="checkpoint is kept"):
                log.append(step(2))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list(read_events(path)) == [started(), step(1)]
    assert write(path, step(2)) == [started(), step(1), step(2)]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_log_that_cannot_be_cut_is_refused_and_left_closed(tmp_path: Path) -> None:
    (tmp_path / "events.jsonl").symlink_to("/dev/full")
    with pytest.raises(StorageError):
        EventLog(tmp_path / "events.jsonl")
