"""Finding documents beside the window: among a million it takes a moment."""

from __future__ import annotations

from collections.abc import Callable

from app.studio import Studio
from app.tasks.background_task import ask_project
from ulmfit_core.arrays import Ids
from ulmfit_core.project.filters import DocumentFilter


def find_documents(studio: Studio, wanted: DocumentFilter, then: Callable[[Ids], object]) -> None:
    """``then`` gets the ids of all that match, ascending."""
    project = studio.workspace.project
    studio.activities.look_up(
        ask_project(project, lambda own: own.documents.document_ids(wanted)), then
    )


class BackgroundCount:
    """Counts what a filter matches without holding the window up; ``then`` gets the last answer.

    Asked again while it counts, it counts once more, however often it was asked.
    """

    def __init__(self, studio: Studio, then: Callable[[int], object]) -> None:
        self._studio = studio
        self._then = then
        self._wanted: DocumentFilter | None = None
        self._is_counting = False

    def ask(self, wanted: DocumentFilter) -> None:
        """Count what matches ``wanted`` now."""
        self._wanted = wanted
        if not self._is_counting:
            self._count()

    def _count(self) -> None:
        project, wanted = self._studio.workspace.project, self._wanted
        assert wanted is not None
        self._wanted, self._is_counting = None, True

        def done(count: int) -> None:
            self._is_counting = False
            if not self._studio.workspace.has_open(project):
                return
            if self._wanted is not None:
                self._count()
            else:
                self._then(count)

        count = ask_project(project, lambda own: own.documents.count(wanted))
        self._studio.activities.look_up(count, done, self._give_up)

    def _give_up(self) -> None:
        self._is_counting = False
