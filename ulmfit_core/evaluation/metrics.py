"""How well a classifier does on held-out documents, with intervals; numpy only.

A bare installation evaluates too, so scikit-learn is the oracle of the tests instead.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.arrays import FloatArray, Ids
from ulmfit_core.errors import InputError
from ulmfit_core.evaluation.calibration import expected_calibration_error
from ulmfit_core.evaluation.intervals import Interval, interval_among
from ulmfit_core.evaluation.resampling import percentile_interval, resampled_scores

Thresholds = Sequence[float] | FloatArray  # [C], or [n, C]: each document's own

SMALLEST_PROBABILITY = 1e-15  # a certain mistake costs 34.5 nats rather than infinity


@dataclass(frozen=True, slots=True)
class ClassScores:
    """One label's own scores; 0.0 where nothing was predicted or nothing was there. These have no
    interval either, and none has where :func:`evaluate` was asked for none."""

    label: str
    precision: float
    recall: float
    f1: float
    support: int  # documents that have the label
    predicted: int  # documents that were given it
    precision_interval: Interval | None = None
    recall_interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What :func:`evaluate` found.

    ``confusion[i][j]`` counts documents of label i taken for j; () when multi-label.
    """

    n: int
    n_distinct: int  # different texts among them
    accuracy: float
    macro_f1: float
    log_loss: float
    ece: float
    accuracy_interval: Interval | None
    macro_f1_interval: Interval | None
    log_loss_interval: Interval | None
    confusion: tuple[tuple[int, ...], ...]
    per_class: tuple[ClassScores, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain numbers, strings, lists and dicts."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Evaluation:
        """The evaluation that :meth:`to_json` wrote, also after a trip through JSON text; what a
        later version measured besides is left out. An earlier one did not look for copies."""
        values = {"n_distinct": record["n"], **_with_intervals(_known(cls, record))}
        confusion = tuple(tuple(row) for row in values["confusion"])
        each = (_with_intervals(_known(ClassScores, scores)) for scores in values["per_class"])
        per_class = tuple(ClassScores(**scores) for scores in each)
        return cls(**{**values, "confusion": confusion, "per_class": per_class})


def _with_intervals(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: Interval(**_known(Interval, value)) if name.endswith("_interval") and value else value
        for name, value in values.items()
    }


def _known(kind: type[Any], record: dict[str, Any]) -> dict[str, Any]:
    names = {field.name for field in dataclasses.fields(kind)}
    return {name: value for name, value in record.items() if name in names}


def evaluate(
    probabilities: NDArray[Any],
    targets: NDArray[Any],
    labels: Sequence[str],
    *,
    thresholds: Thresholds | None = None,
    groups: Ids | None = None,
    n_bootstrap: int = 1000,
    seed: int = 0,
) -> Evaluation:
    """Score probabilities [n, C] against targets.

    Targets are class indices [n] (single-label) or 0/1 [n, C] (multi-label).

    ``macro_f1`` is the plain mean of the F1 of those labels that occur in ``targets``: a label that
    the test set lacks has no recall to measure, and documents wrongly given it already lower the
    recall of the labels they have. ``accuracy`` is exact match (multi-label: every label right).
    ``log_loss`` is in nats per document; multi-label per document and label. ``ece`` as in
    :func:`~ulmfit_core.evaluation.calibration.expected_calibration_error`, 15 bins.
    ``thresholds`` [C] or [n, C] decide multi-label predictions (0.5 when None); single-label takes
    the highest. The intervals of accuracy, precision and recall are Wilson's, the others are
    percentiles over ``n_bootstrap`` resamples of the documents: 0 leaves them all None, and so
    does a figure that is the same in each resample, as where all is right, its own.
    ``groups`` [n] has the same number for copies of a text
    (:func:`~ulmfit_core.corpus.duplicates.duplicate_groups`; None where all differ): each document
    counts in a figure, but to its interval they are one draw.

    Raises InputError for no rows, shapes that do not fit, NaN, or values outside 0..1.
    """
    p = np.asarray(probabilities, dtype=np.float64)
    y = np.asarray(targets)
    _check(p, y, labels)
    truth, predicted = one_hot(p, y, thresholds)
    losses = _losses(p, y)
    right = (truth == predicted).all(axis=1)
    copies = np.arange(len(p)) if groups is None else groups
    per_class = _per_class(truth, predicted, labels, copies if n_bootstrap else None)
    resampled = resampled_scores(truth, predicted, losses, copies, n_bootstrap, seed)
    return Evaluation(
        n=len(p),
        n_distinct=len(np.unique(copies)),
        accuracy=float(right.mean()),
        macro_f1=float(np.mean([scores.f1 for scores in per_class if scores.support] or [0.0])),
        log_loss=float(losses.mean()),
        ece=expected_calibration_error(p, y),
        accuracy_interval=interval_among(right, copies) if n_bootstrap else None,
        macro_f1_interval=percentile_interval(resampled[0]),
        log_loss_interval=percentile_interval(resampled[1]),
        confusion=_confusion(truth, predicted) if y.ndim == 1 else (),
        per_class=per_class,
    )


def _check(p: FloatArray, y: NDArray[Any], labels: Sequence[str]) -> None:
    if p.ndim != 2 or p.shape[1] != len(labels) or y.shape not in (p.shape[:1], p.shape):
        raise InputError(
            f"Probabilities {p.shape}, targets {y.shape} and {len(labels)} labels do not fit.",
            "Give one row of probabilities per document and one column per label.",
        )
    if len(p) == 0:
        raise InputError("There are no labelled documents to evaluate on.", "Add some.")
    if not np.isfinite(p).all() or p.min() < 0 or p.max() > 1 + 1e-6:
        raise InputError(
            "Some probabilities are not numbers between 0 and 1.",
            "The model may have diverged in training; train it again with a lower learning rate.",
        )
    highest = len(labels) - 1 if y.ndim == 1 else 1
    if not np.isin(y, np.arange(highest + 1)).all():
        raise InputError(f"Some targets are not whole numbers from 0 to {highest}.", "Check them.")


def one_hot(
    p: NDArray[Any], y: NDArray[Any], thresholds: Thresholds | None
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """What is true and what is predicted, both [n, C]; arguments as :func:`evaluate` takes them."""
    if y.ndim == 2:
        cut = np.full(p.shape[1], 0.5) if thresholds is None else np.asarray(thresholds)
        return y.astype(bool), p >= cut
    columns = np.arange(p.shape[1])
    return y[:, None] == columns, p.argmax(axis=1)[:, None] == columns


def _losses(p: FloatArray, y: NDArray[Any]) -> FloatArray:
    """Log-loss of each document [n]."""
    yes = np.log(np.clip(p, SMALLEST_PROBABILITY, 1.0))
    if y.ndim == 1:
        chosen: FloatArray = -yes[np.arange(len(y)), y.astype(int)]
        return chosen
    no = np.log(np.clip(1.0 - p, SMALLEST_PROBABILITY, 1.0))
    mean: FloatArray = -np.where(y == 1, yes, no).mean(axis=1)
    return mean


def _per_class(
    truth: NDArray[np.bool_],
    predicted: NDArray[np.bool_],
    labels: Sequence[str],
    groups: Ids | None,
) -> tuple[ClassScores, ...]:
    """Without ``groups`` there are no intervals."""
    counts = zip(
        labels,
        (truth & predicted).sum(axis=0).tolist(),
        truth.sum(axis=0).tolist(),
        predicted.sum(axis=0).tolist(),
        _intervals(truth, predicted, groups),
        _intervals(predicted, truth, groups),
        strict=True,
    )
    return tuple(
        ClassScores(
            label,
            precision=hits / max(given, 1),
            recall=hits / max(there, 1),
            f1=2 * hits / max(there + given, 1),
            support=there,
            predicted=given,
            precision_interval=precise,
            recall_interval=recalled,
        )
        for label, hits, there, given, precise, recalled in counts
    )


def _intervals(
    hits: NDArray[np.bool_], among: NDArray[np.bool_], groups: Ids | None
) -> list[Interval | None]:
    """Of each label, how many of those that it is ``among`` are ``hits``; both [n, C]."""
    return [
        interval_among(own[rows], groups[rows]) if groups is not None and rows.any() else None
        for own, rows in zip(hits.T, among.T, strict=True)
    ]


def _confusion(
    truth: NDArray[np.bool_], predicted: NDArray[np.bool_]
) -> tuple[tuple[int, ...], ...]:
    matrix = truth.astype(np.int64).T @ predicted.astype(np.int64)
    return tuple(tuple(row) for row in matrix.tolist())
