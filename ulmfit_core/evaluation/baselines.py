"""What simpler classifiers reach on the very same split; scikit-learn, imported when used.

Melamud et al. 2019: with a few dozen labels a bag of words often wins, so it is always shown.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.arrays import FloatArray
from ulmfit_core.corpus.duplicates import duplicate_groups
from ulmfit_core.errors import InputError
from ulmfit_core.evaluation.metrics import Evaluation, evaluate
from ulmfit_core.evaluation.tfidf import TfidfBaseline
from ulmfit_core.in_parts import InParts, returned

BASELINES = ("majority", "tfidf_lr")

_NAMED = 10  # labels in a sentence

Labels = Sequence[str] | Sequence[Collection[str]]  # one a document, or any number of them


def in_a_sentence(labels: Sequence[str]) -> str:
    """The first of them: all of many would fill a window."""
    return ", ".join(labels if len(labels) <= _NAMED else [*labels[:_NAMED], "…"])


@dataclass(frozen=True, slots=True)
class BaselineResult:
    """One simpler classifier: its scores on the evaluation texts."""

    name: str  # one of BASELINES
    evaluation: Evaluation

    def to_json(self) -> dict[str, Any]:
        """Plain numbers, strings, lists and dicts."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> BaselineResult:
        """The result that :meth:`to_json` wrote; unknown entries are passed over."""
        return cls(record["name"], Evaluation.from_json(record["evaluation"]))


@dataclass(frozen=True, slots=True)
class BaselinePredictions:
    """What one simpler classifier says of the evaluation texts."""

    name: str
    probabilities: FloatArray  # [n, C]
    thresholds: tuple[float, ...] | None  # multi-label; None: 0.5


def fitting_baselines(
    train_texts: Sequence[str],
    train_labels: Labels,
    eval_texts: Sequence[str],
    eval_labels: Labels,
    *,
    seed: int,
    task: str = "single",
    labels: Sequence[str] | None = None,
) -> InParts[list[BaselineResult]]:
    """Fit on the training texts, score on the evaluation texts: majority, then TF-IDF + LR; in as
    many parts as a TfidfBaseline is fitted in.

    ``task`` is "single" (one label a document) or "multi" (a collection of them, may be empty).
    ``labels`` sets the order of the scores; by default all that occur, sorted. A label seen only
    in evaluation can never be predicted and counts as an error. See
    :class:`~ulmfit_core.evaluation.tfidf.TfidfBaseline` for the features and the choice of C.
    Raises InputError when either side has no documents.
    """
    if len(train_texts) == 0 or len(eval_texts) == 0:
        raise InputError(
            "The baselines need documents to train on and to evaluate on.", "Label some more."
        )
    names = list(labels) if labels is not None else occurring(train_labels, eval_labels, task)
    targets = encode_labels(train_labels, names, task)
    truth = encode_labels(eval_labels, names, task)
    predicted = yield from _predicting(train_texts, targets, eval_texts, len(names), seed)
    groups = duplicate_groups(eval_texts)
    return [
        BaselineResult(
            found.name,
            evaluate(
                found.probabilities,
                truth,
                names,
                thresholds=found.thresholds,
                groups=groups,
                seed=seed,
            ),
        )
        for found in predicted
    ]


def predict_baselines(
    train_texts: Sequence[str],
    targets: NDArray[Any],
    eval_texts: Sequence[str],
    n_labels: int,
    *,
    seed: int,
) -> list[BaselinePredictions]:
    """The same at once, without the figures; ``targets`` as :func:`encode_labels` gives them, with
    one row a training text."""
    return returned(_predicting(train_texts, targets, eval_texts, n_labels, seed))


def _predicting(
    train_texts: Sequence[str],
    targets: NDArray[Any],
    eval_texts: Sequence[str],
    n_labels: int,
    seed: int,
) -> InParts[list[BaselinePredictions]]:
    shares = label_shares(targets, n_labels)
    prior = np.tile(shares, (len(eval_texts), 1))
    majority = BaselinePredictions(
        "majority",
        prior,
        _with_the_most_frequent(shares) if targets.ndim == 2 else None,
    )
    tfidf = yield from TfidfBaseline(n_labels=n_labels, seed=seed).fitting(train_texts, targets)
    probabilities = tfidf.predict_proba(eval_texts)
    return [majority, BaselinePredictions("tfidf_lr", probabilities, tfidf.thresholds)]


def _with_the_most_frequent(shares: FloatArray) -> tuple[float, ...]:
    """Thresholds [C] that the most frequent label reaches also where fewer than half have it."""
    most = shares.max()
    return tuple(min(float(share), 0.5) if share == most else 0.5 for share in shares)


def occurring(train_labels: Labels, eval_labels: Labels, task: str) -> list[str]:
    """All labels of both sides, sorted."""
    rows = [*train_labels, *eval_labels]
    if task == "single":
        return sorted(set(cast(list[str], rows)))
    return sorted({label for row in cast(list[Collection[str]], rows) for label in row})


def encode_labels(rows: Labels, names: Sequence[str], task: str) -> NDArray[np.int64]:
    """Class indices [n] (task "single") or 0/1 [n, C] (task "multi").

    Raises InputError for a label that is not among ``names``.
    """
    index = {name: i for i, name in enumerate(names)}
    sets: list[Collection[str]] = [[cast(str, row)] if task == "single" else row for row in rows]
    unknown = {label for row in sets for label in row if label not in index}
    if unknown:
        raise InputError(
            f"The label {sorted(unknown)[0]!r} is not one of the model's labels.",
            f"The model knows {in_a_sentence(names)}.",
        )
    if task == "single":
        return np.array([index[cast(str, row)] for row in rows], dtype=np.int64)
    encoded = np.zeros((len(sets), len(names)), dtype=np.int64)
    for i, row in enumerate(sets):
        encoded[i, [index[label] for label in row]] = 1
    return encoded


def label_shares(targets: NDArray[Any], n_labels: int) -> FloatArray:
    """Share of the documents that have each label [C]."""
    if targets.ndim == 1:
        return np.bincount(targets, minlength=n_labels) / len(targets)
    shares: FloatArray = targets.mean(axis=0)
    return shares
