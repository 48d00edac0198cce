"""How good the quick model is, how many more labels make it better, and when to stop.

Repeated stratified cross-validation within the labelled texts. These were chosen by the queue, so
they are harder than texts at random: the curve tells progress, the locked test set tells quality.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ulmfit_core.arrays import FloatArray, Ids
from ulmfit_core.evaluation.folds import plain_folds, stratified_folds
from ulmfit_core.evaluation.metrics import evaluate
from ulmfit_core.fewshot.instant_head import InstantHead
from ulmfit_core.fewshot.labelled import Labelled
from ulmfit_core.fewshot.member_fit import probabilities

FEWEST_PER_LABEL = 5  # of each of two labels at least
FEWEST = 20
_FOLDS, _REPEATS = 5, 4
_SHARES = (0.125, 0.25, 0.5, 0.75, 1.0)  # of the training part
_MOST = 2000  # labelled texts that are looked at
_BAND = (10, 90)  # percentiles over the repeats
_EXPONENTS = np.linspace(0.1, 1.5, 29)
_MOST_MORE = 1000  # labels; beyond, nobody can say


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Macro-F1 with ``n`` labels to learn from: the mean over the repeats and its band."""

    n: int
    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class LearningCurve:
    """``head``, ``words``, ``unread`` at the same sizes; ``majority`` is what guessing reaches."""

    head: tuple[CurvePoint, ...]
    words: tuple[CurvePoint, ...]
    majority: float
    more: int | None  # labels for one more point, roughly; None: the curve hardly rises any more
    unread: tuple[CurvePoint, ...] = ()  # the head without the pretrained model's reading


def n_missing(labelled: Labelled) -> int:
    """How many more labels an estimate needs at least; 0 where it can be made. A text counts
    once."""
    labelled = labelled.once()
    if labelled.is_multi:
        return max(0, FEWEST - len(labelled))
    counts = np.sort(np.bincount(labelled.targets, minlength=2))[::-1][:2]
    return max(int(np.maximum(FEWEST_PER_LABEL - counts, 0).sum()), FEWEST - len(labelled), 0)


def learning_curve(
    head: InstantHead,
    words: InstantHead,
    labelled: Labelled,
    *,
    unread: InstantHead | None = None,
) -> Iterator[LearningCurve]:
    """The curve as it becomes surer, once a repeat; ``words`` is the baseline's head, ``unread``
    one that lacks what was pretrained. What stands there again adds nothing, and is left out.

    Raises ValueError where :func:`n_missing` is not 0.
    """
    labelled = labelled.once()
    if n_missing(labelled):
        raise ValueError("there are too few labels for an estimate")
    n_labelled = len(labelled)
    if n_labelled > _MOST:
        labelled = labelled.select(np.random.default_rng(0).permutation(len(labelled))[:_MOST])
    models = [head, words] if unread is None else [head, words, unread]
    found: dict[InstantHead, list[FloatArray]] = {model: [] for model in models}
    sizes: Ids = np.empty(0, np.int64)
    for repeat in range(_REPEATS):
        splits = list(_folds(labelled, repeat))
        sizes = _sizes(min(len(train) for train, _ in splits))
        for model, scores in found.items():
            scores.append(_scores(model, labelled, splits, sizes))
        yield LearningCurve(
            _points(sizes, found[head]),
            _points(sizes, found[words]),
            _majority(labelled),
            more_labels(sizes, np.array(found[head]), n_labelled),
            () if unread is None else _points(sizes, found[unread]),
        )


def more_labels(sizes: Ids, scores: FloatArray, n_labelled: int) -> int | None:
    """From scores [repeats, sizes]: labels beyond ``n_labelled`` until the error is one point less.

    The mean error is fitted by a power law, ``a + b · n^-c``. What it says is right within a factor
    of two or three and no better, so it is rounded to 1, 2 or 5 times a power of ten. None where
    the law never gets there, or too late for anybody to say, or no point of error is left.
    """
    error = 1 - scores.mean(0)
    scale, exponent = _law(sizes.astype(np.float64), error)
    wanted = scale * n_labelled**-exponent - 0.01
    if error[-1] < 0.01 or wanted <= 0:
        return None
    more = (scale / wanted) ** (1 / exponent) - n_labelled
    return _rounded(more) if more <= _MOST_MORE else None


def _law(n: FloatArray, error: FloatArray) -> tuple[float, float]:
    """The law's ``b`` and ``c``."""
    best = (np.inf, 0.0, 1.0)
    for exponent in _EXPONENTS:
        design = np.stack([np.ones_like(n), n**-exponent], axis=1)
        (floor, scale), *_ = np.linalg.lstsq(design, error, rcond=None)
        floor, scale = max(floor, 0.0), max(scale, 0.0)
        misfit = float(((floor + scale * n**-exponent - error) ** 2).sum())
        best = min(best, (misfit, scale, float(exponent)))
    return best[1:]


def _rounded(n: float) -> int:
    steps = np.outer(10 ** np.arange(4), (1, 2, 5)).ravel()
    return int(steps[np.abs(np.log(steps / max(n, 1))).argmin()])


def _sizes(n: int) -> Ids:
    return np.unique(np.maximum(4, (np.array(_SHARES) * n).astype(np.int64)))


def _folds(labelled: Labelled, repeat: int) -> Iterator[tuple[Ids, Ids]]:
    """Places to learn from, shuffled, and places to score."""
    state = int(np.random.default_rng((0, repeat)).integers(2**31))
    rng = np.random.default_rng(state)
    parts = (
        plain_folds(len(labelled), _FOLDS, state)
        if labelled.is_multi
        else stratified_folds(labelled.targets, _FOLDS, state)
    )
    for train, test in parts:
        yield rng.permutation(train), test


def _scores(
    model: InstantHead, labelled: Labelled, splits: Sequence[tuple[Ids, Ids]], sizes: Ids
) -> FloatArray:
    """Macro-F1 [sizes] over all folds together."""
    asked = np.concatenate([test for _, test in splits])
    result = np.empty(len(sizes))
    for place, size in enumerate(sizes):
        parts = [_held_out(model, labelled, train[:size], test) for train, test in splits]
        result[place] = _macro_f1(np.concatenate(parts), labelled, asked)
    return result


def _held_out(model: InstantHead, labelled: Labelled, train: Ids, test: Ids) -> FloatArray:
    shown = labelled.select(train)
    if not shown.can_teach():
        return np.tile(_shares(shown), (len(test), 1))
    return probabilities(model.held_out(labelled, train, test), labelled.is_multi)


def _macro_f1(scores: FloatArray, labelled: Labelled, asked: Ids) -> float:
    names = [str(label) for label in range(labelled.n_labels)]
    return evaluate(scores, labelled.targets[asked], names, n_bootstrap=0).macro_f1


def _majority(labelled: Labelled) -> float:
    everything = np.arange(len(labelled))
    guess = np.tile(_shares(labelled), (len(labelled), 1))
    return _macro_f1(guess, labelled, everything)


def _shares(labelled: Labelled) -> FloatArray:
    if labelled.is_multi:
        return np.asarray(labelled.targets.mean(0), np.float64)
    return np.bincount(labelled.targets, minlength=labelled.n_labels) / len(labelled)


def _points(sizes: Ids, scores: Sequence[FloatArray]) -> tuple[CurvePoint, ...]:
    table = np.array(scores)
    low, high = np.percentile(table, _BAND, axis=0)
    rows = zip(sizes.tolist(), table.mean(0).tolist(), low.tolist(), high.tolist(), strict=True)
    return tuple(CurvePoint(*row) for row in rows)
