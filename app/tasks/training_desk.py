"""The one training at work, if any, and the child process that waits for the next."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QThreadPool, QTimer, Signal

from app.core_sentences import said
from app.models.training_record import TrainingRecord
from app.notices import Notice, NoticeAction, NoticeKind, Notices
from app.tasks.activities import Activities
from app.tasks.activity import Activity, ActivityState
from app.tasks.child_training import ChildTraining
from app.tasks.training_worker import Awake, Follows, TrainingWorker
from app.tasks.waiting import wait_while
from app.translation import tr
from app.workspace import Change, Workspace
from ulmfit_core.errors import MemoryShortage, StorageError, UlmfitError
from ulmfit_core.process import TrainingProcess, WorkerCrashed
from ulmfit_core.project.project import DATABASE_NAME
from ulmfit_core.project.training import Training
from ulmfit_core.training.events import RunFinished, RunStopped, StopVerb, TrainingEvent
from ulmfit_core.training.run_folder import RunFolder
from ulmfit_core.worker_launch import GENTLE, yield_to_others

FORCE_AFTER = 5000  # ms without an answer
_LAST_WORD = 15_000  # ms that a training gets to pause when the project closes
_TELL_EVERY = 500  # ms between two lines of the activity


class TrainingDesk(QObject):
    """Where pages start, watch and stop a training; it outlives them, not the project.

    ``changed`` comes when one begins, ends or is asked to stop; ``arrived`` with every event.
    """

    changed = Signal()
    arrived = Signal(str, object)

    def __init__(
        self, workspace: Workspace, notices: Notices, activities: Activities, awake: Awake
    ) -> None:
        super().__init__()
        self._workspace, self._notices, self._activities = workspace, notices, activities
        self._awake = awake
        self.path: Path | None = None  # of the training at work
        self.record = TrainingRecord()
        self.is_late = False  # asked to stop and silent for long: Force stop may be offered
        self.verb: StopVerb | None = None  # asked for, and not done yet
        self._worker: TrainingWorker | None = None
        self._activity: Activity | None = None
        self._idle: TrainingProcess | None = None
        self._used: TrainingProcess | None = None
        self._starved: set[Path] = set()  # trainings that lacked memory, or seem to have
        self._outcome = ActivityState.STOPPED
        self.patience = QTimer(self, singleShot=True, interval=FORCE_AFTER)
        self.patience.timeout.connect(self._offer_force)
        self.last_word = QTimer(self, singleShot=True, interval=_LAST_WORD)
        self.last_word.timeout.connect(self.force_stop)
        self._tell = QTimer(self, interval=_TELL_EVERY)
        self._tell.timeout.connect(self._tell_activity)
        workspace.closing.connect(self.shut_down)

    @property
    def is_busy(self) -> bool:
        return self._worker is not None

    @property
    def _discards(self) -> bool:
        return self.verb is StopVerb.DISCARD

    def can_halve(self, path: Path) -> bool:
        """Whether half the batch may help the training in ``path``: it may have lacked memory."""
        try:
            training = Training(path)
            killed = training.lacked_memory or training.ended_without_a_word
            return (path in self._starved or killed) and training.has_batches
        except UlmfitError:  # what it began with cannot be read: going on with it says so
            return False

    def get_ready(self) -> None:
        """Let a child import torch now, so that a training begins at once."""
        if self._idle is None or not self._idle.is_alive:
            self._idle = TrainingProcess.start_idle()

    def start(self, training: Training) -> None:
        """Begin or go on with a training of the open project."""
        project_file = self._workspace.project.folder / DATABASE_NAME
        self._used = self._process(gentle=training.job.gentle)
        self.follow(
            ChildTraining(training, project_file, self._used),
            training.folder.path,
            TrainingRecord.replay(training.folder.path),
        )

    def follow(self, training: Follows, path: Path, record: TrainingRecord) -> None:
        """Follow whatever yields the events of a training."""
        if self.is_busy:
            raise RuntimeError("a training is at work already")
        self.path, self.record = path, record
        record.failure = ""  # of the time before
        self._starved.discard(path)
        self._outcome = ActivityState.STOPPED
        self._worker = TrainingWorker(training, self._awake, self)
        self._worker.event_emitted.connect(self._take)
        self._worker.failed.connect(self._fail)
        self._worker.crashed.connect(self._crash)
        self._worker.finished.connect(self._end)
        paused = tr("Training will be paused and can go on later.")
        self._activity = self._activities.add(
            Activity(tr("Training"), if_stopped=paused, pauses=True, parent=self)
        )
        self._activity.stop_requested.connect(self._pause)
        self._worker.start()
        self._tell.start()
        self._tell_project()

    def request_stop(self, verb: StopVerb) -> None:
        """Pause, keep the best, or discard; answered at once by ``changed``."""
        if self._worker is not None:
            self.verb = verb
            self._worker.request_stop(verb)
            self.patience.start()
            if self._activity is not None and verb is not StopVerb.KEEP_BEST:
                self._activity.stop()
            self.changed.emit()

    def force_stop(self) -> None:
        """End the child at once, as nothing else helps."""
        if self._worker is not None:
            QThreadPool.globalInstance().start(self._worker.force_stop)

    def shut_down(self) -> None:
        """The project is about to close: pause what is at work with the window alive, and end the
        child."""
        if self._worker is not None:
            self.request_stop(StopVerb.DISCARD if self._discards else StopVerb.PAUSE)
            self.patience.stop()  # nothing can be pressed now
            self.last_word.start()
        wait_while(lambda: self.is_busy)
        if self._idle is not None:
            self._idle.force_stop(grace_seconds=0.0)  # it has nothing to save
            self._idle.close()
            self._idle = None

    def _pause(self) -> None:
        """The activity's own button; whoever asked here first has said already how."""
        if self.verb is None:
            self.request_stop(StopVerb.PAUSE)

    def _process(self, *, gentle: bool) -> TrainingProcess:
        if gentle:
            process = TrainingProcess.start_idle(environment=GENTLE)
            yield_to_others(process.pid)
            return process
        self.get_ready()
        assert self._idle is not None
        return self._idle

    def _take(self, phase: str, event: TrainingEvent) -> None:
        self.record.apply(phase, event)
        if isinstance(event, RunFinished) and self.verb is StopVerb.KEEP_BEST:
            self._answered()
        if isinstance(event, RunFinished) and self.record.ended is event:
            self._outcome = ActivityState.DONE
        self.arrived.emit(phase, event)
        if isinstance(event, RunFinished | RunStopped):
            self.changed.emit()

    def _answered(self) -> None:
        self.verb, self.is_late = None, False
        self.patience.stop()
        self.last_word.stop()

    def _fail(self, error: UlmfitError | WorkerCrashed) -> None:
        self._outcome = ActivityState.FAILED
        if self._discards:  # nothing of it is wanted any more
            return
        actions = [NoticeAction(tr("Try again"), self._again(self.path))]
        if self.path is not None and _lacks_memory(error):
            self._starved.add(self.path)
        if self.path is not None and self.can_halve(self.path):
            halved = self._again(self.path, Training.halve_batch)
            actions.insert(0, NoticeAction(tr("Go on with half the batch"), halved))
        details = error.log_tail if isinstance(error, WorkerCrashed) else ""
        words = said(error.message), _hint(error)
        self.record.failure = " ".join(words)
        self._notices.post(
            Notice(
                NoticeKind.ERROR,
                *words,
                details,
                tuple(actions),
                about=str(self.path),
                of_project=True,
            )
        )

    def _again(
        self, path: Path | None, change: Callable[[Training], object] = lambda training: None
    ) -> Callable[[], None]:
        def again() -> None:
            if path is None or not self._workspace.is_open or self.is_busy:
                return
            try:
                training = Training(path)
                change(training)
                self.start(training)
            except UlmfitError as error:
                self._notices.error(error)

        return again

    def _crash(self, information: Any) -> None:
        self._outcome = ActivityState.FAILED
        sys.excepthook(*information)

    def _end(self) -> None:
        """The worker's thread is over, however it ended."""
        if self._worker is None:
            return
        self._tell.stop()
        worker, self._worker = self._worker, None
        worker.wait()
        worker.deleteLater()
        self._discard_if_asked()
        self._answered()
        if self._used is not None and self._used is not self._idle:
            self._used.close()
        self._used, self.path = None, None
        if self._activity is not None:
            self._activity.end(self._outcome)
        self._tell_project()

    def _discard_if_asked(self) -> None:
        """Also where it was forced to stop, or had heard too late to leave off by itself."""
        if self._discards and self.path is not None:
            try:
                RunFolder(self.path).remove()
            except StorageError as error:
                self._notices.error(error)

    def _offer_force(self) -> None:
        self.is_late = True
        self.changed.emit()

    def _tell_project(self) -> None:
        self.changed.emit()
        if self._workspace.is_open:
            self._workspace.notify(Change.RUNS)

    def _tell_activity(self) -> None:
        history, words = self.record.current, self.record.describe_shortly()
        if self._activity is None or history is None:
            return
        self._activity.progress(history.step, history.total_steps, words, history.eta_seconds)


def _hint(error: UlmfitError | WorkerCrashed) -> str:
    """The core's names an option of the command, where the window has a button."""
    if not _lacks_memory(error):
        return said(error.hint)
    return tr("Memory may have run out: close other programs. Half the batch needs less of it.")


def _lacks_memory(error: UlmfitError | WorkerCrashed) -> bool:
    if isinstance(error, WorkerCrashed):
        return error.may_lack_memory
    return isinstance(error, MemoryShortage)
