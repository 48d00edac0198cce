"""The full trainings of a project as the few-shot loop sees them, with what is cached of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.errors import UlmfitError
from ulmfit_core.fewshot.challenger import Challenger
from ulmfit_core.fewshot.corpus_scores import stored_answers
from ulmfit_core.project.full_runs import FullRun, FullRuns, full_runs
from ulmfit_core.project.label_moves import Move
from ulmfit_core.project.present_labels import moves_since, present_labels
from ulmfit_core.project.project import DATABASE_NAME, Project
from ulmfit_core.project.taught import TAUGHT

_GONE = -1  # in place of a label that the project has not any more

Names = Mapping[str, int]


@dataclass(frozen=True)
class FullRunState:
    """``challenger`` is the newest finished training, ``seen`` what it began with (label ids by
    document); None where there is none, or it is not known."""

    runs: FullRuns = field(default_factory=FullRuns)
    challenger: Challenger | None = None
    seen: Mapping[int, tuple[int, ...]] | None = None


def full_run_state(project: Project, mark: str) -> FullRunState:
    """As it is on disk now; ``mark`` tells the present documents from others."""
    runs = full_runs(project)
    newest = runs.newest
    if newest is None:
        return FullRunState(runs)
    moves = moves_since(project.folder / DATABASE_NAME, newest.model.parent / TAUGHT)
    names = {label.name: label.id for label in project.labels.all()}
    ids = _present_ids({name for labels in newest.seen.values() for name in labels}, names, moves)
    seen = {
        document: tuple(sorted({ids[name] for name in labels}))
        for document, labels in newest.seen.items()
    }
    return FullRunState(runs, _challenger(newest, names, moves, project, mark), seen or None)


def _present_ids(labels: Collection[str], names: Names, moves: Sequence[Move]) -> dict[str, int]:
    """Of the labels that a training began with, by what they were called then."""
    then = sorted(labels)
    present = present_labels(then, moves)
    now = [names.get(name, _GONE) for name in present.names]
    return {name: now[place] for name, place in zip(then, present.places, strict=True)}


def _challenger(
    run: FullRun, names: Names, moves: Sequence[Move], project: Project, mark: str
) -> Challenger | None:
    """None where it is not known what it said of the texts that were held out."""
    name, held_out = run.entry.path.name, run.held_out
    if held_out is None:
        return None
    present = present_labels(held_out.labels, moves)
    if any(label not in names for label in present.names):
        return Challenger(name, run.n_taught, ())
    thresholds, task = held_out.thresholds, project.task
    scores = _answers(project.cache_dir, run.model, held_out.labels, mark)
    return Challenger(
        name,
        run.n_taught,
        tuple(names[label] for label in present.names),
        np.array(held_out.ids, np.int64),
        present.joined(held_out.probabilities, task),
        None if thresholds is None else present.thresholds(thresholds),
        None if scores is None else present.joined(scores, task),
    )


def _answers(
    cache: Path, model: Path, labels: tuple[str, ...], mark: str
) -> NDArray[np.float16] | None:
    try:
        return stored_answers(cache, model, labels, mark)
    except UlmfitError:  # the model was deleted meanwhile, or the cache cannot be written
        return None
