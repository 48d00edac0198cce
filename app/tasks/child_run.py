"""A job in a low-priority child process that lives no longer than somebody waits for it."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from PySide6.QtCore import QThread

from app.tasks.background_task import Progress
from ulmfit_core.fewshot.jobs import REGISTRY
from ulmfit_core.process import Job, TrainingProcess
from ulmfit_core.training.events import RunFinished, RunStarted, StepFinished, TrainingEvent


def run_in_child(job: Job, registry: str = REGISTRY) -> Iterator[TrainingEvent]:
    """The job's events; they end where this thread is asked to stop.

    The child ends then at once, in the midst of what it does: a window that closes cannot wait
    for a text of a hundred thousand words. What it has written is gone on from.
    """
    is_asked_to_stop = QThread.currentThread().isInterruptionRequested
    with TrainingProcess(registry=registry, patience=0.0) as process:
        yield from process.run(job, process.ending(is_asked_to_stop))


def progress_of(events: Iterator[TrainingEvent]) -> Generator[Progress, None, bool]:
    """How far a job is by its events; returns whether it came to its end."""
    total, is_done = 0, False
    for event in events:
        if isinstance(event, RunStarted):
            total = event.total_steps
        is_done = isinstance(event, RunFinished)
        yield Progress(event.step if isinstance(event, StepFinished) else 0, total)
    return is_done
