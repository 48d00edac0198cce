"""All long work there is, so that one panel can show it and nothing outlives the window."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.notices import Notices
from app.tasks.activity import Activity, ActivityState
from app.tasks.background_task import BackgroundTask, Progress, Work


class Activities(QObject):
    """``added`` and ``removed`` carry the Activity."""

    added = Signal(Activity)
    removed = Signal(Activity)

    def __init__(self, notices: Notices) -> None:
        super().__init__()
        self._notices = notices
        self.is_over = False  # the app ends: what comes late begins nothing more
        self._running: list[Activity] = []
        self._tasks: list[_Shown] = []

    @property
    def running(self) -> tuple[Activity, ...]:
        return tuple(self._running)

    def add(self, activity: Activity) -> Activity:
        """Show work that someone else does, until it says ``end``."""
        self._running.append(activity)
        activity.ended.connect(lambda: self._remove(activity))
        self.added.emit(activity)
        return activity

    def run(
        self,
        title: str,
        work: Work,
        on_success: Callable[[Any], object] | None = None,
        on_stop: Callable[[], object] | None = None,
        on_failure: Callable[[], object] | None = None,
        *,
        if_stopped: str = "",
        pauses: bool = False,
        about: str = "",
        of_page: bool = False,
    ) -> Activity:
        """Run a generator of Progress in a thread; one of the three is called in this one.

        A failure of the user's world becomes a notice, a bug of ours a report; both call
        ``on_failure`` afterwards. ``if_stopped`` and ``pauses`` are as an Activity has
        them; by ``about`` the notice can be withdrawn, and ``of_page`` it goes with the page in
        front.
        """
        shown = _Shown(title, work, self._notices, (on_success, on_stop, on_failure), self)
        shown.activity.if_stopped, shown.activity.pauses = if_stopped, pauses
        shown.about, shown.of_page = about, of_page
        self._tasks.append(shown)
        shown.task.finished.connect(lambda: self._forget(shown))
        activity = self.add(shown.activity)
        shown.task.start()
        return activity

    def look_up(
        self,
        work: Work,
        on_success: Callable[[Any], object],
        on_failure: Callable[[], object] | None = None,
        *,
        of_page: bool = False,
    ) -> None:
        """The same for what takes moments as a rule: nothing of it is shown but a failure."""
        shown = _Shown("", work, self._notices, (on_success, None, on_failure), self)
        shown.of_page = of_page
        self._tasks.append(shown)
        shown.task.finished.connect(lambda: self._forget(shown))
        shown.task.start()

    def finish(self) -> None:
        """Ask everything to stop and wait for our own threads; for the end of the app."""
        self.is_over = True
        for activity in self.running:
            activity.stop()
        for shown in tuple(self._tasks):
            shown.task.requestInterruption()
            shown.task.wait()

    def _forget(self, shown: _Shown) -> None:
        self._tasks.remove(shown)
        shown.deleteLater()

    def _remove(self, activity: Activity) -> None:
        self._running.remove(activity)
        self.removed.emit(activity)


_Outcomes = tuple[
    Callable[[Any], object] | None, Callable[[], object] | None, Callable[[], object] | None
]


class _Shown(QObject):
    """A task with its activity. Its methods run in the window's thread, where it lives."""

    def __init__(
        self, title: str, work: Work, notices: Notices, outcomes: _Outcomes, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.activity = Activity(title, parent=self)
        self.task = BackgroundTask(work, self)
        self.about, self.of_page = "", False
        self._notices = notices
        self._on_success, self._on_stop, self._on_failure = outcomes
        self.task.progressed.connect(self._progress)
        self.task.succeeded.connect(self._succeed)
        self.task.stopped.connect(self._stop)
        self.task.failed.connect(self._fail)
        self.task.crashed.connect(self._crash)
        self.activity.stop_requested.connect(self._interrupt)

    def _interrupt(self) -> None:
        self.task.requestInterruption()

    def _progress(self, step: Progress) -> None:
        self.activity.progress(step.done, step.total, step.text, step.seconds_left)

    def _succeed(self, result: Any) -> None:
        self.activity.end(ActivityState.DONE)
        if self._on_success:
            self._on_success(result)

    def _stop(self) -> None:
        self.activity.end(ActivityState.STOPPED)
        if self._on_stop:
            self._on_stop()

    def _fail(self, error: Any) -> None:
        self._notices.error(error, about=self.about, of_page=self.of_page)
        self._end_badly()

    def _crash(self, information: Any) -> None:
        self._end_badly()
        sys.excepthook(*information)

    def _end_badly(self) -> None:
        self.activity.end(ActivityState.FAILED)
        if self._on_failure:
            self._on_failure()
