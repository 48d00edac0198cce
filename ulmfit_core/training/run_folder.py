"""A run on disk: its job, its events, its checkpoint, its log and its outcome."""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from ulmfit_core.disk import remove_empty
from ulmfit_core.errors import InputError, StorageError
from ulmfit_core.json_file import parsed_json, write_json
from ulmfit_core.training.event_log import EventLog, last_event, read_events
from ulmfit_core.training.events import (
    CheckpointSaved,
    RunFinished,
    RunStopped,
    StopVerb,
    TrainingEvent,
)
from ulmfit_core.training.run_lock import RunLock


class RunState(StrEnum):
    """Where a run stands; derived from its files, never stored."""

    NEW = "new"  # a job that has not begun
    RUNNING = "running"  # a living process works in the folder
    PAUSED = "paused"  # stopped on request; resumes where it was
    INTERRUPTED = "interrupted"  # killed or crashed; resumes from the last checkpoint
    FAILED = "failed"  # ended with an error that summary.json names
    FINISHED = "finished"  # immutable from here on


@dataclass(frozen=True)
class RunFolder:
    """The files of one run. Holds no open handle and caches nothing."""

    path: Path

    @classmethod
    def create(cls, path: Path | str, job: Mapping[str, Any]) -> RunFolder:
        """A new run around ``job`` (plain JSON values).

        Raises InputError when the folder already holds a run, StorageError when it
        cannot be written.
        """
        folder = cls(Path(path))
        if folder.job_path.exists():
            raise InputError(
                f"The folder {folder.path} already holds a run.", "Choose another, or resume it."
            )
        try:
            folder.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(
                f"The run folder {folder.path} cannot be made ({error.strerror}).",
                "Choose a folder you may write to.",
            ) from error
        try:
            write_json(folder.job_path, dict(job))
        except StorageError:
            with contextlib.suppress(OSError):
                folder.path.rmdir()  # empty it would be listed as a damaged run
            raise
        return folder

    @classmethod
    def open(cls, path: Path | str) -> RunFolder:
        """The run in ``path``. Raises InputError when there is none."""
        folder = cls(Path(path))
        if not folder.job_path.is_file():
            raise InputError(
                f"The folder {folder.path} holds no run.",
                "Choose a folder that contains a job.json.",
            )
        return folder

    @classmethod
    def open_or_create(cls, path: Path | str, job: Mapping[str, Any]) -> RunFolder:
        """The run in ``path``, made around ``job`` when there is none yet."""
        return cls.open(path) if cls(Path(path)).job_path.is_file() else cls.create(path, job)

    @property
    def job_path(self) -> Path:
        return self.path / "job.json"

    @property
    def events_path(self) -> Path:
        return self.path / "events.jsonl"

    @property
    def checkpoint_path(self) -> Path:
        """The folder that the recipe writes its checkpoint into, once it has one."""
        return self.path / "checkpoint"

    @property
    def result_path(self) -> Path:
        """The folder for what the recipe made: weights, thresholds, metrics."""
        return self.path / "result"

    @property
    def summary_path(self) -> Path:
        return self.path / "summary.json"

    @property
    def log_path(self) -> Path:
        """What the training process wrote to its standard error."""
        return self.path / "log.txt"

    @property
    def lock(self) -> RunLock:
        return RunLock(self.path / "run.lock")

    @property
    def job(self) -> dict[str, Any]:
        """The frozen job. Raises StorageError when job.json is damaged."""
        return _read_json(self.job_path)

    @property
    def state(self) -> RunState:
        if self.lock.is_held():
            return RunState.RUNNING
        match last_event(self.events_path):
            case RunFinished():
                return RunState.FINISHED
            case _ if self.summary_path.exists():
                return RunState.FAILED
            case None:
                return RunState.NEW
            case RunStopped(verb=StopVerb.PAUSE):
                return RunState.PAUSED
            case _:
                return RunState.INTERRUPTED

    @property
    def summary(self) -> dict[str, Any] | None:
        """How the run ended: ``outcome`` is "finished" (with step, best_step, metrics) or
        "failed" (with error, message, hint); None while it has not."""
        if self.summary_path.exists():
            return _read_json(self.summary_path)
        last = last_event(self.events_path)  # a kill may fall between the log and the summary
        return finished_summary(last) if isinstance(last, RunFinished) else None

    def events(self) -> Iterator[TrainingEvent]:
        """The whole events of the log, oldest first; safe while the run goes on."""
        return read_events(self.events_path)

    def reopen(self) -> None:
        """Let a finished run go on, as a pretraining can from its trunk; else do nothing."""
        if isinstance(last_event(self.events_path), RunFinished):
            with self.lock.held(), EventLog(self.events_path) as log:
                log.drop_last()
                self.summary_path.unlink(missing_ok=True)

    def remove(self) -> None:
        """Delete the run's own files, and the folder unless it holds anything else.

        Raises StorageError when something cannot be deleted.
        """
        try:
            for path in self._data_folders():
                if path.is_dir():
                    shutil.rmtree(path)
            for path in (self.events_path, self.summary_path, self.log_path, self.lock.path):
                path.unlink(missing_ok=True)
            self.job_path.unlink(missing_ok=True)  # last: until then it is still a run
        except OSError as error:
            raise StorageError(
                f"The run in {self.path} could not be deleted whole ({error.strerror}).",
                "Close programs that use its files and delete the folder by hand.",
            ) from error
        with contextlib.suppress(OSError):
            remove_empty(self.path)  # refuses when someone keeps other files there

    def _data_folders(self) -> Iterator[Path]:
        """Every checkpoint that the log names, and the result, with half-written copies."""
        saved = {event.path for event in self.events() if isinstance(event, CheckpointSaved)}
        for name in saved | {self.checkpoint_path.name, self.result_path.name}:
            if Path(name).name == name:  # a log from elsewhere must not reach outside
                yield from (self.path / f"{name}{copy}" for copy in ("", ".partial", ".previous"))


def finished_summary(event: RunFinished) -> dict[str, Any]:
    """What ``summary.json`` says of a run that ended with ``event``."""
    return {"outcome": "finished", **dataclasses.asdict(event)}


def _read_json(path: Path) -> dict[str, Any]:
    try:
        if path.exists() and not path.is_file():
            raise OSError(errno.EINVAL, "a pipe, which would be waited for")
        value = parsed_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StorageError(
            f"{path} is damaged or cannot be read.", "The rest of the project is not affected."
        ) from error
    if not isinstance(value, dict):
        raise StorageError(f"{path} is not a JSON object.", "Delete the run and start it again.")
    return value
