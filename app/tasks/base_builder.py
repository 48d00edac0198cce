"""The one base model that is being built, if any: in a child process, under no project."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Generator
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal

from app.models.build_words import progress_words
from app.models.crash_words import crash_hint
from app.tasks.activities import Activities
from app.tasks.activity import Activity
from app.tasks.background_task import Progress
from app.tasks.training_worker import Awake
from app.translation import tr
from ulmfit_core.base_build import BaseBuild
from ulmfit_core.errors import UlmfitError
from ulmfit_core.giving_up import GivenUp
from ulmfit_core.pretraining_corpus import corpus_facts
from ulmfit_core.process import TrainingProcess, WorkerCrashed
from ulmfit_core.tokenizer_check import TokenizerCheck
from ulmfit_core.training.events import TrainingEvent, from_json

log = logging.getLogger(__name__)

_BUILD = "ulmfit_core.training.child_pretraining:build"
_PATIENCE = 15.0  # seconds for a pause that was asked for


class BaseBuilder(QObject):
    """``changed`` comes as one begins and as it ends, however that is."""

    changed = Signal()

    def __init__(self, activities: Activities, awake: Awake) -> None:
        super().__init__()
        self._activities, self._awake = activities, awake
        self.at_work: BaseBuild | None = None
        self.waiting: BaseBuild | None = None  # until the training at work is over
        self._activity: Activity | None = None

    def start(
        self,
        build: BaseBuild,
        on_success: Callable[[TokenizerCheck], object],
        on_failure: Callable[[], object],
    ) -> None:
        """Begin or go on; stopping pauses it."""
        if self.at_work is not None:
            raise RuntimeError("a base model is being built already")
        self.at_work, self.waiting = build, None
        self._activity = self._activities.run(
            tr("Base model {name}", name=build.name),
            lambda: _work(build, self._awake),
            lambda check: self._end(lambda: on_success(check)),
            lambda: self._end(lambda: None),
            lambda: self._end(on_failure),
            if_stopped=tr("The base model will be paused; it can go on where it was."),
            pauses=True,
        )
        self.changed.emit()

    def make_way(self) -> None:
        """Pause the one at work, to go on with it later."""
        if self._activity is not None:
            self.waiting = self.at_work
            self._activity.stop()

    def _end(self, then: Callable[[], object]) -> None:
        self.at_work = self._activity = None
        then()
        self.changed.emit()


def _work(build: BaseBuild, awake: Awake) -> Generator[Progress, None, TokenizerCheck]:
    """In a thread. Leaving it pauses the pretraining, with a checkpoint."""
    yield Progress(0, text=_first_words(build))
    follower, arguments = _Follower(build), {"folder": str(build.run.path)}
    try:
        with awake(), TrainingProcess(patience=_PATIENCE) as process:
            impatience = _Impatience(process, follower)
            for value in process.call(_BUILD, arguments, impatience, build.run.log_path):
                if "event" not in value:
                    return TokenizerCheck(**value)
                yield follower.take(from_json(value))
    except WorkerCrashed as error:
        log.error("The build of a base model crashed.\n%s", error.log_tail)
        raise UlmfitError(error.message, crash_hint(error)) from error
    raise GivenUp


def _first_words(build: BaseBuild) -> str:
    if corpus_facts(Path(build.job.corpus_dir)) is None:
        return tr("Reading the texts, learning the vocabulary…")
    return tr("Loading what was learnt so far…")


class _Follower:
    """Events to progress, in the time that was asked for."""

    def __init__(self, build: BaseBuild) -> None:
        self._history, self._job = build.history(), build.job
        self._spent = self._history.seconds
        self._began = 0.0
        self.is_learning = False

    def take(self, event: TrainingEvent) -> Progress:
        if not self.is_learning:
            self.is_learning, self._began = True, time.monotonic()
        self._history.apply(event)
        total = 60 * self._job.minutes
        spent = min(total, self._spent + time.monotonic() - self._began)
        return Progress(spent, total, self._words(), total - spent)

    def _words(self) -> str:
        step = self._history.step
        if not step:
            return ""
        return progress_words(self._history, step * self._job.batch_size * self._job.bptt)


class _Impatience:
    """Ends the child where nobody waits for it: at once while there is nothing to lose, later
    where it does not answer. Every checkpoint is some minutes old at most."""

    def __init__(self, process: TrainingProcess, follower: _Follower) -> None:
        self._process, self._follower = process, follower
        self._thread = QThread.currentThread()
        self._asked = 0.0

    def __call__(self) -> None:
        if not self._thread.isInterruptionRequested():
            return
        self._asked = self._asked or time.monotonic()
        waited = time.monotonic() - self._asked
        if not self._follower.is_learning or waited > _PATIENCE:
            self._process.force_stop(grace_seconds=0.0)
