"""A generator run in another thread: for short work on files, never for torch."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from PySide6.QtCore import QObject, Signal

from app.tasks.roomy_thread import RoomyThread
from ulmfit_core.giving_up import GivenUp, given_up_if
from ulmfit_core.machine import machine_error
from ulmfit_core.project.project import Project

Result = TypeVar("Result")

_LEAST_SECONDS = 0.1  # between two reports: the eye sees no more


@dataclass(frozen=True)
class Progress:
    """How far the work is; ``total`` 0 where nobody knows. ``seconds_left`` where the work knows
    better than its pace."""

    done: float
    total: float = 0.0
    text: str = ""
    seconds_left: float | None = None


Work = Callable[[], Generator[Progress, None, Any]]


def once(answer: Callable[[], object]) -> Work:
    """``answer()`` as work that is done in one go."""

    def work() -> Generator[Progress, None, object]:
        yield Progress(0)
        return answer()

    return work


def ask_project(project: Project, question: Callable[[Project], object]) -> Work:
    """``question`` asked in one go, by the thread's own handle on ``project``."""

    def answer() -> object:
        with project.for_thread() as own:
            return question(own)

    return once(answer)


def counted(
    work: Generator[int, None, Result],
    total: int,
    words: Callable[[int, int], str] = lambda n_done, total: "",
) -> Generator[Progress, None, Result]:
    """The same work, with how much of it is done, in ``words`` of its own."""
    while True:
        try:
            n_done = next(work)
        except StopIteration as end:
            return cast(Result, end.value)
        yield Progress(n_done, total, words(n_done, total))


class BackgroundTask(RoomyThread):
    """Runs ``work()`` to its end and hands over what it returns.

    The work stops at its next ``yield`` after ``requestInterruption``: it gets a
    GeneratorExit there, so its ``finally`` clauses clean up; a regression in its midst is given
    up at once. One of ``succeeded``, ``failed`` (with an UlmfitError, also where the machine
    refused disk or memory), ``crashed`` (our own bug: type, value, traceback) and ``stopped``
    comes in the window's thread, then ``finished``.
    """

    progressed = Signal(Progress)
    succeeded = Signal(object)
    failed = Signal(object)
    crashed = Signal(object)
    stopped = Signal()

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work

    def run(self) -> None:
        try:
            with given_up_if(self.isInterruptionRequested):
                self._iterate(self._work())
        except GivenUp:
            self.stopped.emit()
        except BaseException as error:  # handed to the window's thread, which reports it
            known = machine_error(error)
            if known is not None:
                self.failed.emit(known)
            else:
                self.crashed.emit(sys.exc_info())

    def _iterate(self, steps: Generator[Progress, None, Any]) -> None:
        reported = 0.0
        while not self.isInterruptionRequested():
            try:
                progress = next(steps)
            except StopIteration as end:
                self.succeeded.emit(end.value)
                return
            if time.monotonic() - reported >= _LEAST_SECONDS:
                reported = time.monotonic()
                self.progressed.emit(progress)
        steps.close()
        self.stopped.emit()
