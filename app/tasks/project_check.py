"""Looks through the file of a project that was not closed, and brings that of an earlier version
up to date, before it is opened."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path

from PySide6.QtCore import QObject, QThread, QTimer
from PySide6.QtWidgets import QApplication

from app.tasks.activities import Activities
from app.tasks.activity import Activity
from app.tasks.background_task import Progress
from app.translation import tr
from app.workspace import Workspace
from ulmfit_core.project.documents import ProjectCounts
from ulmfit_core.project.project import Project

_LOOK_AGAIN = 200  # ms


class ProjectCheck(QObject):
    """One project at a time: another one asked for, or opened meanwhile, ends it."""

    def __init__(self, workspace: Workspace, activities: Activities) -> None:
        super().__init__()
        self._activities = activities
        self._activity: Activity | None = None
        self._folder: Path | None = None
        workspace.opened.connect(self._cancel)

    def look_through(self, folder: Path, then: Callable[[ProjectCounts], object]) -> None:
        """``then`` gets the counts where the file can be opened; where not, a notice says why."""
        if folder == self._folder:
            return
        self._cancel()

        title, reason = _words(folder)

        def work() -> Generator[Progress, None, ProjectCounts | None]:
            yield Progress(0, 0, reason)
            counts = Project.check(folder, QThread.currentThread().isInterruptionRequested)
            if counts is None:
                yield Progress(0)
            return counts

        def done(counts: ProjectCounts) -> None:
            is_wanted = self._activity is activity and not self._activities.is_over
            if is_wanted and QApplication.activeModalWidget() is not None:
                # It asks about the project that is open, and may be a widget of its pages.
                QTimer.singleShot(_LOOK_AGAIN, self, lambda: done(counts))
                return
            forget()
            if is_wanted:
                then(counts)

        def forget() -> None:
            if self._activity is activity:
                self._activity = self._folder = None

        activity = self._activities.run(title, work, done, forget, forget, about=str(folder))
        self._activity, self._folder = activity, folder

    def _cancel(self) -> None:
        if self._activity is not None:
            self._activity.stop()
        self._activity = self._folder = None


def _words(folder: Path) -> tuple[str, str]:
    if Project.needs_check(folder):
        return tr("Checking {name}", name=folder.name), tr("It was not closed the last time.")
    return (
        tr("Updating {name}", name=folder.name),
        tr("It is from an earlier version; a copy of it is kept."),
    )
