"""How well a finished pipeline's model does on the texts held out from it; torch-free."""

from __future__ import annotations

from dataclasses import dataclass

from ulmfit_core.arrays import FloatArray
from ulmfit_core.corpus.duplicates import duplicate_groups
from ulmfit_core.evaluation.baselines import BaselineResult, fitting_baselines
from ulmfit_core.evaluation.calibration import fit_thresholds, held_out_thresholds
from ulmfit_core.evaluation.metrics import Evaluation, evaluate
from ulmfit_core.evaluation.tfidf import TfidfBaseline
from ulmfit_core.in_parts import InParts
from ulmfit_core.training.pipeline import Pipeline


@dataclass(frozen=True, slots=True)
class HeldOutFigures:
    """All are empty where nothing was held out; thresholds are of several labels only."""

    probabilities: FloatArray | None = None  # [n, C]
    thresholds: tuple[float, ...] | None = None  # [C], chosen by all of the texts: for new ones
    cuts: FloatArray | None = None  # [n, C], chosen for each by the others: these are measured by
    evaluation: Evaluation | None = None
    baselines: tuple[BaselineResult, ...] = ()


def n_parts(pipeline: Pipeline) -> int:
    """In how many parts those are found: one for each regression of the baseline."""
    data = pipeline.data
    if not len(data.valid):
        return 0
    baseline = TfidfBaseline(len(data.labels), pipeline.request.seed)
    return baseline.n_parts(data.texts_of(data.train), data.targets_of(data.train))


def held_out_figures(pipeline: Pipeline, probabilities: FloatArray) -> InParts[HeldOutFigures]:
    """``probabilities`` [n, C] are the model's of the held-out texts."""
    request, data = pipeline.request, pipeline.data
    targets = data.targets_of(data.valid)
    if not len(targets):
        return HeldOutFigures()
    thresholds, cuts = None, None
    if request.task == "multi":
        thresholds = fit_thresholds(probabilities, targets)
        cuts = held_out_thresholds(probabilities, targets, request.seed)
    evaluation = evaluate(
        probabilities,
        targets,
        data.labels,
        thresholds=cuts,
        groups=duplicate_groups(data.texts_of(data.valid)),
        seed=request.seed,
    )
    baselines = yield from _baselines(pipeline)
    return HeldOutFigures(probabilities, thresholds, cuts, evaluation, baselines)


def _baselines(pipeline: Pipeline) -> InParts[tuple[BaselineResult, ...]]:
    """Majority and TF-IDF + LR, fitted and scored on the very same split."""
    data, task = pipeline.data, pipeline.request.task
    train, valid = data.labels_of(data.train), data.labels_of(data.valid)
    single = task == "single"
    found = yield from fitting_baselines(
        data.texts_of(data.train),
        [row[0] for row in train] if single else train,
        data.texts_of(data.valid),
        [row[0] for row in valid] if single else valid,
        seed=pipeline.request.seed,
        task=task,
        labels=data.labels,
    )
    return tuple(found)
