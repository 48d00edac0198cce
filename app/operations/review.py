"""Looking back at labels: which are doubtful, which to ask again, how good the model is by them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from app.models.run_table import RunRow, title_of
from app.operations.training import run_rows
from app.studio import Studio
from app.tasks.background_task import once
from app.tasks.learning_round import decisions_of
from ulmfit_core.arrays import Ids
from ulmfit_core.evaluation.agreement import Consistency, consistency
from ulmfit_core.fewshot.review import Doubt, Review, doubts, review, to_ask_again
from ulmfit_core.fewshot.session import Session
from ulmfit_core.project.annotations import Origin
from ulmfit_core.project.project import Project
from ulmfit_core.training.presets import PRESETS
from ulmfit_core.training.run_folder import RunState
from ulmfit_core.training.start import NO_BASE

_REMEMBERED = 10  # decisions that one still has in mind


@dataclass(frozen=True)
class Doubts:
    """Documents to check; their columns are ``labels``, label ids."""

    labels: tuple[int, ...] = ()
    found: tuple[Doubt, ...] = ()


@dataclass(frozen=True)
class TrainedPoint:
    """A finished full training as a point beside the curve, measured on its own held-out texts."""

    title: str
    n: int  # texts it learnt from
    macro_f1: float
    is_from_scratch: bool


def trained_points(studio: Studio) -> list[TrainedPoint]:
    """Those of the open project that held texts out, the oldest first."""
    return [point for row in reversed(run_rows(studio)) if (point := _point(row)) is not None]


def _point(row: RunRow) -> TrainedPoint | None:
    n, score, n_valid = (row.metric(name) for name in ("n_train", "macro_f1", "n_valid"))
    preset = PRESETS.get(row.preset)
    is_full = preset is not None and preset.language_model is not None
    if row.entry.state is not RunState.FINISHED or not is_full or not n_valid:
        return None
    if n is None or score is None:
        return None
    return TrainedPoint(title_of(row.entry), int(n), score, row.base == NO_BASE)


def find_doubts(studio: Studio, then: Callable[[Doubts], object]) -> None:
    """``then`` gets the labels that are likely wrong, but for those that were checked before."""

    def look(session: Session, project: Project) -> Doubts:
        decisions = decisions_of(project, session)
        settled = project.documents.decided_by([Origin.CHECKED])
        return Doubts(decisions.known, tuple(doubts(session, decisions, settled)))

    studio.suggestions.look(look, then, Doubts())


def find_to_ask_again(studio: Studio, then: Callable[[Ids], object]) -> None:
    """``then`` gets the documents to label again blind, in the order to ask."""

    def look(session: Session, project: Project) -> Ids:
        asked = [command.document_id for command in project.commands.asked_again()]
        last = [command.document_id for command in project.commands.decisions(_REMEMBERED)]
        found = [_ids(each) for each in (asked, last)]
        return to_ask_again(
            decisions_of(project, session).documents, found[0], found[1], len(found[0])
        )

    studio.suggestions.look(look, then, np.empty(0, np.int64))


def review_labels(
    studio: Studio,
    then: Callable[[Review, Consistency], object],
    unprepared: Callable[[], object],
) -> None:
    """``then`` gets what can be said so far, several times, surer each time."""
    project = studio.workspace.project

    def begin(found: tuple[Iterator[Review], Consistency] | None) -> None:
        if found is None:
            unprepared()
        else:
            _go_on(studio, project, found[0], lambda now: then(now, found[1]))

    def look(session: Session, own: Project) -> tuple[Iterator[Review], Consistency]:
        return review(session, decisions_of(own, session)), _own_consistency(own)

    studio.suggestions.look(look, begin, None)


def _go_on(
    studio: Studio, project: Project, steps: Iterator[Review], then: Callable[[Review], object]
) -> None:
    """One step a thread, so that closing the project waits for one at most."""

    def done(now: Review | None) -> None:
        is_current = studio.workspace.has_open(project)
        if now is not None and is_current and not studio.activities.is_over:
            then(now)
            _go_on(studio, project, steps, then)

    studio.activities.look_up(once(lambda: next(steps, None)), done)


def _own_consistency(project: Project) -> Consistency:
    """By the labels of now: two that were merged since are one answer."""
    into = project.labels.merged_into()

    def given(key: str) -> list[list[int]]:
        asked = (command.details[key] for command in project.commands.asked_again())
        return [sorted({into.get(label, label) for label in labels}) for labels in asked]

    return consistency(given("before"), given("labels"))


def _ids(found: list[int | None]) -> Ids:
    return np.array([id_ for id_ in found if id_ is not None], np.int64)
