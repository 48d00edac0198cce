"""A training in a child process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from app.tasks.training_worker import Phased
from ulmfit_core.process import TrainingProcess
from ulmfit_core.project.child_training import child_events
from ulmfit_core.project.training import Training
from ulmfit_core.training.events import StopCheck


class ChildTraining:
    """What TrainingWorker follows in earnest. The process stays the caller's."""

    def __init__(self, training: Training, project_file: Path, process: TrainingProcess) -> None:
        self._training = training
        self._project_file = project_file
        self._process = process

    def events(self, should_stop: StopCheck) -> Iterator[Phased]:
        return child_events(self._process, self._training, self._project_file, should_stop)

    def force_stop(self) -> None:
        with suppress(OSError):  # a full disk is no reason to let it go on
            self._training.note_force()
        self._process.force_stop()
