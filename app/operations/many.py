"""Changing documents: a few at once, many beside the window, as a hundred thousand take seconds."""

from __future__ import annotations

from collections.abc import Callable

from app.operations.attempt import attempt
from app.studio import Studio
from app.tasks.background_task import ask_project
from app.tasks.waiting import wait_while
from app.translation import tr
from app.workspace import Change as Changed
from app.workspace import change_of
from ulmfit_core.project.commands import Command
from ulmfit_core.project.project import Project

MOST_AT_ONCE = 1000  # documents that are changed within a blink
LAST_CHANGE = "the last change"  # what notices are about that the next one makes untrue
LABELS = "the labels"  # the same, but only the next that changes labels themselves

Change = Callable[[Project], Command | None]
Then = Callable[[Command], object]


def change_now(studio: Studio, change: Change) -> Command | None:
    """At once, or after what another thread changes; None where there was nothing to do, or where
    it failed, which has been said."""
    project = studio.workspace.project
    wait_while(lambda: project.commands.is_changing)
    command = attempt(studio.notices, lambda: change(project), LAST_CHANGE)
    if command is not None:
        _tell(studio, command)
    return command


def change_documents(
    studio: Studio,
    n_documents: int,
    change: Change,
    then: Then = lambda command: None,
    *,
    if_nothing: Callable[[], object] = lambda: None,
    title: str = "",
    if_stopped: str = "",
) -> None:
    """At once, or beside the window where it is about many documents. ``then`` gets the command,
    once the workspace knows of it; ``if_nothing`` is called where there was nothing to do; the
    rest as an activity has it."""
    if n_documents > MOST_AT_ONCE:
        kept = tr("Many texts are being changed; they may be left as they were.")
        title, if_stopped = title or tr("Changing many texts"), if_stopped or kept
        _change_beside(studio, change, (then, if_nothing), title, if_stopped)
        return

    def act(project: Project) -> Command | None:
        command = change(project)
        if command is None:
            if_nothing()
        return command

    command = change_now(studio, act)
    if command is not None:
        then(command)


def _change_beside(
    studio: Studio,
    change: Change,
    reports: tuple[Then, Callable[[], object]],
    title: str,
    if_stopped: str,
) -> None:
    project = studio.workspace.project
    then, if_nothing = reports

    def done(command: Command | None) -> None:
        if command is not None and studio.workspace.is_at(project.folder):
            _tell(studio, command)  # also where it was closed and opened again meanwhile
        if studio.workspace.has_open(project):
            if_nothing() if command is None else then(command)

    work = ask_project(project, change)
    studio.activities.run(title, work, done, if_stopped=if_stopped, about=LAST_CHANGE)


def _tell(studio: Studio, command: Command) -> None:
    """Pages hear of it; what was said of the change before, and how to take that back, goes."""
    studio.notices.withdraw(LAST_CHANGE)
    if Changed.LABELS in change_of(command):
        studio.notices.withdraw(LABELS)
    studio.workspace.notify(command)
