"""Drawing texts at random, and what they tell of those of a label that are still unfound."""

from __future__ import annotations

from collections.abc import Callable

from app.operations.many import change_documents
from app.studio import Studio
from app.tasks.background_task import ask_project
from app.translation import tr
from ulmfit_core.arrays import Ids
from ulmfit_core.project.elusion import Elusion
from ulmfit_core.project.project import Project


def find_drawn(studio: Studio, then: Callable[[Ids], object]) -> None:
    """``then`` gets those that are still to be labelled, in the order to do so."""
    project = studio.workspace.project
    studio.activities.look_up(ask_project(project, lambda own: own.elusion.to_label()), then)


def find_unfound(studio: Studio, label: int, then: Callable[[Elusion | None], object]) -> None:
    """``then`` gets what is known of this label's unfound texts; None where the label is gone."""

    def ask(own: Project) -> Elusion | None:
        is_there = any(each.id == label for each in own.labels.all())
        return own.elusion.outcome(label) if is_there else None

    studio.activities.look_up(ask_project(studio.workspace.project, ask), then)


def draw(studio: Studio, label: int) -> None:
    """Draw some for this label; among many texts it takes a moment."""
    change_documents(
        studio,
        studio.workspace.counts().texts.n_unlabelled,
        lambda project: project.elusion.draw(label),
        title=tr("Drawing texts"),
        if_stopped=tr("Texts are being drawn at random; none may be drawn then."),
    )
