"""Changing many documents beside the window: a hundred thousand take seconds."""

from __future__ import annotations

from collections.abc import Callable, Generator

from app.studio import Studio
from app.tasks.background_task import Progress
from ulmfit_core.project.commands import Command
from ulmfit_core.project.project import Project

MOST_AT_ONCE = 1000  # documents that are changed within a blink


def change_many(
    studio: Studio,
    title: str,
    change: Callable[[Project], Command | None],
    then: Callable[[Command], object],
    if_stopped: str,
) -> None:
    """``then`` gets the command, once the workspace knows of it; the rest as an activity has it."""
    project = studio.workspace.project

    def work() -> Generator[Progress, None, Command | None]:
        with project.for_thread() as own:
            yield Progress(0)
            return change(own)

    def done(command: Command | None) -> None:
        is_here = studio.workspace.has_open(project)
        if command is not None and is_here:
            studio.workspace.notify(command)
            then(command)

    studio.activities.run(title, work, done, if_stopped=if_stopped)
