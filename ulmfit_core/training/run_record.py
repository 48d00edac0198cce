"""A run's events, written into its folder as they come."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from typing import Any

from ulmfit_core.errors import InputError, StorageError, UlmfitError
from ulmfit_core.json_file import write_json
from ulmfit_core.machine import training_error
from ulmfit_core.training.event_log import EventLog, last_event
from ulmfit_core.training.events import RunFinished, RunStopped, StopVerb, TrainingEvent
from ulmfit_core.training.run_folder import RunFolder, finished_summary


def record(folder: RunFolder, events: Iterable[TrainingEvent]) -> Iterator[TrainingEvent]:
    """The same events, each written to the folder's log before it is passed on.

    Holds the run's lock meanwhile. RunFinished writes summary.json; a failure writes
    it with the error and is raised again; a discarded run is deleted as the iterator ends.
    Raises InputError for a finished run, StorageError when another process has it.
    """
    discarded = False
    try:
        with folder.lock.held():
            _begin(folder)
            for event in _logged(folder, events):
                discarded = isinstance(event, RunStopped) and event.verb == StopVerb.DISCARD
                yield event
    finally:
        if discarded:
            folder.remove()


def _begin(folder: RunFolder) -> None:
    if isinstance(last_event(folder.events_path), RunFinished):
        raise InputError(
            f"The run in {folder.path} is already finished; it was left as it is.",
            "Start a new run in another folder, or reopen this one.",
        )
    folder.summary_path.unlink(missing_ok=True)  # an earlier failure, now tried again


def _logged(folder: RunFolder, events: Iterable[TrainingEvent]) -> Iterator[TrainingEvent]:
    try:
        with EventLog(folder.events_path) as log:
            for event in events:
                if not log.append(event):
                    continue
                if isinstance(event, RunFinished):
                    write_json(folder.summary_path, finished_summary(event))
                yield event
    except Exception as error:
        known = training_error(error)
        # A full disk may refuse this too; the error that matters is the first one.
        with contextlib.suppress(StorageError):
            write_json(folder.summary_path, _failed(known or error))
        if known is not None:
            raise known from error
        raise


def _failed(error: Exception) -> dict[str, Any]:
    message, hint = (
        (error.message, error.hint) if isinstance(error, UlmfitError) else (str(error), "")
    )
    return {
        "outcome": "failed",
        "error": type(error).__name__,
        "message": message,
        "hint": hint,
    }
