"""A training whose stages run in a child process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from app.tasks.training_worker import ForceStopped, Phased
from ulmfit_core.process import TrainingProcess
from ulmfit_core.project.training import Training
from ulmfit_core.training.events import StopCheck, TrainingEvent
from ulmfit_core.training.jobs import Job


class ChildTraining:
    """What TrainingWorker follows in earnest. The process stays the caller's."""

    def __init__(self, training: Training, project_file: Path, process: TrainingProcess) -> None:
        self._training = training
        self._project_file = project_file
        self._process = process
        self._is_forced = False

    def events(self, should_stop: StopCheck) -> Iterator[Phased]:
        def run(job: Job) -> Iterator[TrainingEvent]:
            yield from self._process.run(job, should_stop)
            if self._is_forced:
                raise ForceStopped

        yield from self._training.events(self._project_file, run, should_stop)

    def force_stop(self) -> None:
        self._is_forced = True
        self._process.force_stop()
