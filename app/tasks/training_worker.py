"""The thread that follows a training: events out as signals, one verb in."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from app.tasks.roomy_thread import RoomyThread
from ulmfit_core.errors import UlmfitError
from ulmfit_core.machine import machine_error
from ulmfit_core.process import WorkerCrashed
from ulmfit_core.training.events import RunFinished, StopCheck, StopVerb, TrainingEvent

Phased = tuple[str, TrainingEvent]
Awake = Callable[[], AbstractContextManager[object]]


class Follows(Protocol):
    """What the worker iterates: a training, or a list of events in its place."""

    def events(self, should_stop: StopCheck) -> Iterator[Phased]: ...

    def force_stop(self) -> None: ...


class TrainingWorker(RoomyThread):
    """Never touches torch: that is in the child. ``finished`` comes after everything else.

    ``event_emitted`` carries the phase and the event; ``failed`` an UlmfitError, also where
    the machine refused something, or a WorkerCrashed; ``crashed`` our own bug: type, value,
    traceback.
    """

    event_emitted = Signal(str, object)
    failed = Signal(object)
    crashed = Signal(object)

    def __init__(
        self,
        training: Follows,
        awake: Awake,
        parent: QObject | None = None,
    ) -> None:
        """``awake`` is entered in the thread, for as long as it follows."""
        super().__init__(parent)
        self._training = training
        self._awake = awake
        self._verb: StopVerb | None = None

    def request_stop(self, verb: StopVerb) -> None:
        """Ask; the answer comes as an event."""
        self._verb = verb

    def force_stop(self) -> None:
        """End the child now; what came after its last checkpoint is lost. Waits for its end."""
        self._training.force_stop()

    def run(self) -> None:
        try:
            with self._awake():
                self._follow()
        except (UlmfitError, WorkerCrashed) as error:
            self.failed.emit(error)
        except BaseException as error:  # handed to the window's thread, which reports it
            known = machine_error(error)
            if known is not None:
                self.failed.emit(known)
            else:
                self.crashed.emit(sys.exc_info())

    def _follow(self) -> None:
        for phase, event in self._training.events(lambda: self._verb):
            # "Keep the best" ends one stage; the next has nothing worth keeping yet.
            if isinstance(event, RunFinished) and self._verb is StopVerb.KEEP_BEST:
                self._verb = None
            self.event_emitted.emit(phase, event)
