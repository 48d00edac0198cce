"""``events.jsonl``: one training event a line, readable after any crash."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from ulmfit_core.corpus.atomic import sync
from ulmfit_core.errors import StorageError
from ulmfit_core.json_file import json_bytes, parsed_json
from ulmfit_core.training.events import (
    CheckpointSaved,
    EpochFinished,
    RunFinished,
    RunStarted,
    RunStopped,
    StageStarted,
    TrainingEvent,
    from_json,
    to_json,
)

_TAIL_BYTES = 1 << 16  # far longer than one event
_RARE = (CheckpointSaved, EpochFinished, RunFinished, RunStopped)  # these reach the disk at once


def read_events(path: Path) -> Iterator[TrainingEvent]:
    """The events up to the first torn or damaged line. A missing file holds none."""
    for _, event in _scan(path):
        yield event


def last_event(path: Path) -> TrainingEvent | None:
    """The newest whole event, found from the end of the file."""
    if not path.is_file():  # a pipe would be waited for without end
        return None
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _TAIL_BYTES))
        lines = file.read().split(b"\n")[:-1]  # what follows the last newline is torn
    events = (_parsed(line) for line in reversed(lines))
    return next((event for event in events if event is not None), None)


def is_same_stage(stage: StageStarted, other: StageStarted | None) -> bool:
    """Whether a resumed run only announces again the stage it was in."""
    return other is not None and (stage.stage, stage.name) == (other.stage, other.name)


class EventLog:
    """The writing end. The caller holds the run's lock.

    Every event is handed to the operating system at once (a killed process loses none);
    the rare ones are also forced to the disk (a power cut loses at most the steps since).
    """

    def __init__(self, path: Path) -> None:
        """Open for appending; a torn last line is cut off. Raises StorageError."""
        self.path = path
        self._stage: StageStarted | None = None
        with ExitStack() as opened:
            try:
                self._file = opened.enter_context(path.open("ab", buffering=0))
                self._cut(self._end())
            except OSError as error:
                raise self._failure(error) from error
            opened.pop_all()

    def append(self, event: TrainingEvent) -> bool:
        """Write one event; False when it only repeats the stage that is under way.

        A RunStarted first drops what its checkpoint does not know, so that a resumed
        log reads like an uninterrupted one. Raises StorageError when the disk is full.
        """
        try:
            if isinstance(event, RunStarted):
                self._cut(self._end_at_checkpoint(event.step))
            if isinstance(event, StageStarted):
                if is_same_stage(event, self._stage):
                    return False
                self._stage = event
            self._write(event)
        except OSError as error:
            raise self._failure(error) from error
        return True

    def drop_last(self) -> None:
        """Take back the newest event. Raises StorageError."""
        ends = [0, *(end for end, _ in _scan(self.path))]
        try:
            self._cut(ends[-2] if len(ends) > 1 else 0)
        except OSError as error:
            raise self._failure(error) from error

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> EventLog:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def _write(self, event: TrainingEvent) -> None:
        data = memoryview(json_bytes(to_json(event)) + b"\n")
        while data:
            data = data[self._file.write(data) :]
        if isinstance(event, _RARE):
            sync(self._file.fileno())

    def _cut(self, size: int) -> None:
        self._file.truncate(size)
        self._file.seek(size)

    def _end(self) -> int:
        whole = 0
        for end, event in _scan(self.path):
            whole = end
            self._note_stage(event)
        return whole

    def _end_at_checkpoint(self, step: int) -> int:
        """How many bytes of the log the checkpoint taken after ``step`` stands for."""
        before, at_checkpoint = 0, 0
        stage_before: StageStarted | None = None
        self._stage = None
        for end, event in _scan(self.path) if step else ():
            known = _step_of(event) <= step and not isinstance(event, RunStopped)
            if not known:
                break
            before = end
            self._note_stage(event)
            if isinstance(event, CheckpointSaved) and event.step == step:
                at_checkpoint, stage_before = end, self._stage
        if at_checkpoint:
            self._stage = stage_before
        # The checkpoint is written before its event is: a kill in between leaves only `before`.
        return at_checkpoint or before

    def _note_stage(self, event: TrainingEvent) -> None:
        if isinstance(event, StageStarted):
            self._stage = event

    def _failure(self, error: OSError) -> StorageError:
        return StorageError(
            f"The run's log {self.path} cannot be written ({error.strerror}); "
            "everything up to the last checkpoint is kept.",
            "Free some disk space or check the folder's permissions, then resume the run.",
        )


def _scan(path: Path) -> Iterator[tuple[int, TrainingEvent]]:
    """Each whole event with the offset of its end."""
    if not path.is_file():
        return
    end = 0
    with path.open("rb") as file:
        for line in file:
            event = _parsed(line) if line.endswith(b"\n") else None
            if event is None:
                return
            end += len(line)
            yield end, event


def _parsed(line: bytes) -> TrainingEvent | None:
    try:
        record = parsed_json(line)
        return from_json(record) if isinstance(record, dict) else None
    except (ValueError, KeyError, TypeError):  # torn, overwritten with zeros, or foreign
        return None


def _step_of(event: TrainingEvent) -> int:
    return event.first_step if isinstance(event, StageStarted) else event.step
