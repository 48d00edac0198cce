"""Are the probabilities honest? Temperature, thresholds, reliability; numpy only.

Guo et al. 2017, "On Calibration of Modern Neural Networks".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.arrays import FloatArray
from ulmfit_core.evaluation.folds import plain_folds

TEMPERATURE_RANGE = (0.05, 20.0)
# A normal prior on log T. Without it a few separable validation rows drive T to its bound;
# with a hundred rows or more it no longer shows.
_LOG_TEMPERATURE_SPREAD = 0.5
MIN_POSITIVES = 5
_FOLDS = 5
_GOLDEN = (5**0.5 - 1) / 2


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """One bar of the reliability diagram; bins without a prediction are left out."""

    low: float
    high: float
    n: int
    confidence: float  # mean predicted probability
    accuracy: float  # share that was right


def log_softmax(logits: FloatArray) -> FloatArray:
    """Log-probabilities [..., C] of logits [..., C], without overflow."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    result: FloatArray = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return result


def negative_log_likelihood(logits: FloatArray, targets: NDArray[Any]) -> float:
    """In nats, summed over the rows; shapes as in :func:`fit_temperature`."""
    if targets.ndim == 1:
        said = log_softmax(logits)[..., np.arange(len(targets)), targets]
    else:
        said = -np.logaddexp(0.0, np.where(targets == 1, -logits, logits))
    if logits.ndim == 3:
        said = np.logaddexp.reduce(said, axis=0) - np.log(len(logits))
    return float(-said.sum())


def log_loss_and_accuracy(logits: NDArray[Any], targets: NDArray[Any]) -> tuple[float, float]:
    """Mean log-loss in nats, for multi-label of each yes or no, and the share of texts that are
    wholly right. ``logits`` [n, C]; ``targets`` as in :func:`fit_temperature`."""
    loss = negative_log_likelihood(np.asarray(logits, np.float64), targets) / targets.size
    if targets.ndim == 2:
        return loss, float(((logits > 0) == (targets > 0)).all(axis=1).mean())
    return loss, float((logits.argmax(axis=1) == targets).mean())


def fit_temperature(logits: NDArray[Any], targets: NDArray[Any]) -> float:
    """The T that minimises the loss of ``softmax(logits / T)`` (or sigmoid) on held-out rows.

    ``logits`` [n, C], or [k, n, C] of k classifiers whose probabilities are averaged; ``targets``
    [n] class indices (single-label) or [n, C] of 0/1
    (multi-label). T stays within 0.05 and 20, and close to 1 while there are only few rows (a
    normal prior on log T with standard deviation 0.5). No rows give 1.0.
    Raises ValueError for logits that are not finite.
    """
    scores = np.asarray(logits, dtype=np.float64)
    if not np.isfinite(scores).all():
        raise ValueError("the logits hold NaN or infinity, so no temperature fits them")
    if scores.shape[-2] == 0:
        return 1.0

    def objective(log_t: float) -> float:
        prior = 0.5 * (log_t / _LOG_TEMPERATURE_SPREAD) ** 2
        return negative_log_likelihood(scores / np.exp(log_t), np.asarray(targets)) + prior

    return float(np.exp(_minimise(objective, *np.log(TEMPERATURE_RANGE))))


def _minimise(objective: Any, low: float, high: float) -> float:
    """Minimum of a function of one number: the best cell of a coarse grid, then golden sections."""
    grid = np.linspace(low, high, 33)
    best = int(np.argmin([objective(x) for x in grid]))
    low, high = float(grid[max(best - 1, 0)]), float(grid[min(best + 1, 32)])
    for _ in range(40):
        span = _GOLDEN * (high - low)
        if objective(high - span) <= objective(low + span):
            high = low + span
        else:
            low = high - span
    return (low + high) / 2


def _confidences(
    probabilities: FloatArray, targets: NDArray[Any]
) -> tuple[FloatArray, NDArray[np.bool_]]:
    """What was claimed and whether it held: the top label of a row, or each label's own yes."""
    if targets.ndim == 1:
        return probabilities.max(axis=1), probabilities.argmax(axis=1) == targets
    return probabilities.ravel(), targets.ravel().astype(bool)


def reliability_curve(
    probabilities: NDArray[Any], targets: NDArray[Any], n_bins: int = 15
) -> tuple[ReliabilityBin, ...]:
    """Mean confidence against accuracy in ``n_bins`` bins of equal width over 0..1.

    Shapes as in :func:`fit_temperature`. Single-label: the top label of each row.
    Multi-label: every label of every row as a yes/no of its own.
    """
    confidence, right = _confidences(
        np.asarray(probabilities, dtype=np.float64), np.asarray(targets)
    )
    index = np.clip(np.ceil(confidence * n_bins).astype(int) - 1, 0, n_bins - 1)
    counts = np.bincount(index, minlength=n_bins)
    claimed = np.bincount(index, weights=confidence, minlength=n_bins)
    held = np.bincount(index, weights=right, minlength=n_bins)
    return tuple(
        ReliabilityBin(
            i / n_bins, (i + 1) / n_bins, int(n), float(claimed[i] / n), float(held[i] / n)
        )
        for i, n in enumerate(counts)
        if n
    )


def expected_calibration_error(
    probabilities: NDArray[Any], targets: NDArray[Any], n_bins: int = 15
) -> float:
    """Mean distance of confidence and accuracy, bins weighted by their rows (Guo, eq. 3)."""
    bins = reliability_curve(probabilities, targets, n_bins)
    n = sum(b.n for b in bins)
    return sum(b.n * abs(b.confidence - b.accuracy) for b in bins) / n if n else 0.0


def fit_thresholds(probabilities: NDArray[Any], targets: NDArray[Any]) -> tuple[float, ...]:
    """Per label the threshold with the best F1 on held-out rows; multi-label, both [n, C].

    A label with fewer than 5 positive rows keeps 0.5: its best threshold would be noise.
    A label is given when its probability is >= the threshold. Ties go to the one nearest 0.5.
    """
    scores, truth = np.asarray(probabilities, dtype=np.float64), np.asarray(targets).astype(bool)
    return tuple(_best_threshold(scores[:, c], truth[:, c]) for c in range(scores.shape[1]))


def held_out_thresholds(
    probabilities: NDArray[Any], targets: NDArray[Any], seed: int
) -> FloatArray:
    """For each row the thresholds [n, C] that other rows choose, four fifths of all: what is
    measured by them owes nothing to the choice. Arguments as in :func:`fit_thresholds`."""
    scores, truth = np.asarray(probabilities, dtype=np.float64), np.asarray(targets)
    cuts = np.full(scores.shape, 0.5)
    if len(scores) >= _FOLDS:
        for others, rows in plain_folds(len(scores), _FOLDS, seed):
            cuts[rows] = fit_thresholds(scores[others], truth[others])
    return cuts


def _best_threshold(scores: FloatArray, truth: NDArray[np.bool_]) -> float:
    if truth.sum() < MIN_POSITIVES:
        return 0.5
    order = np.argsort(-scores, kind="stable")
    ranked, hits = scores[order], np.cumsum(truth[order])
    f1 = 2 * hits / (np.arange(1, len(ranked) + 1) + truth.sum())
    ends_group = np.append(ranked[:-1] > ranked[1:], True)  # equal scores cannot be told apart
    below = np.append(ranked[1:], 0.0)
    candidates = ((ranked + below) / 2)[ends_group]
    best = f1[ends_group] >= f1[ends_group].max() - 1e-12
    return float(candidates[best][np.argmin(np.abs(candidates[best] - 0.5))])
