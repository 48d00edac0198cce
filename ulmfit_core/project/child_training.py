"""A whole training in the child process: nothing of it holds up the process that shows windows.

Encoding texts and writing a model take seconds in which Python lets no other thread go on.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ulmfit_core.process import TrainingProcess, run_in_process
from ulmfit_core.project.training import Training
from ulmfit_core.training.events import (
    RunFinished,
    StopCheck,
    StopRequests,
    StopVerb,
    TrainingEvent,
    from_json,
    never,
    to_json,
)
from ulmfit_core.training.jobs import Job

_PHASE = "phase"


def child_events(
    process: TrainingProcess, training: Training, project_file: Path, should_stop: StopCheck = never
) -> Iterator[tuple[str, TrainingEvent]]:
    """What ``training.events`` yields, done in ``process``; ends and raises as its ``run`` does."""
    folder = training.folder
    arguments = {"folder": str(folder.path), "project_file": str(project_file)}
    for value in process.call(f"{__name__}:train", arguments, should_stop, folder.log_path):
        yield value.pop(_PHASE), from_json(value)


def train(requests: StopRequests, folder: str, project_file: str) -> Iterator[dict[str, Any]]:
    """In the child: each event as JSON, with the phase it belongs to."""

    def run(job: Job) -> Iterator[TrainingEvent]:
        yield from run_in_process(job, requests.stop_verb)

    events = Training(Path(folder)).events(Path(project_file), run, requests.stop_verb)
    for phase, event in events:
        # "Keep the best" ends one stage; the next has nothing worth keeping yet.
        if isinstance(event, RunFinished) and requests.stop_verb() is StopVerb.KEEP_BEST:
            requests.answer()
        yield {_PHASE: phase, **to_json(event)}
