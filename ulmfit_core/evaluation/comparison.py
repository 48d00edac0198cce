"""Probabilities beside the labels that people gave; the command and the window both reckon here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.arrays import FloatArray
from ulmfit_core.errors import InputError
from ulmfit_core.evaluation.baselines import encode_labels, in_a_sentence
from ulmfit_core.evaluation.metrics import Evaluation, evaluate, one_hot

BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a classifier said of n documents, and what is so."""

    labels: tuple[str, ...]  # the classifier's, then those it was never taught
    probabilities: FloatArray  # [n, C]; 0 for a label it was never taught
    targets: NDArray[np.int64]  # [n] class indices, or [n, C] of 0/1 (multi-label)
    thresholds: tuple[float, ...]  # [C]; multi-label only
    groups: NDArray[np.int64] | None = None  # [n], alike for copies of a text; None: all differ

    def evaluation(self) -> Evaluation:
        """The figures, as :func:`~ulmfit_core.evaluation.metrics.evaluate` defines them."""
        return evaluate(
            self.probabilities,
            self.targets,
            self.labels,
            thresholds=self.thresholds,
            groups=self.groups,
        )

    def among(self, chosen: BoolArray) -> Comparison:
        """Of the documents that are chosen [n]."""
        groups = None if self.groups is None else self.groups[chosen]
        probabilities, targets = self.probabilities[chosen], self.targets[chosen]
        return replace(self, probabilities=probabilities, targets=targets, groups=groups)

    def decided(self) -> tuple[BoolArray, BoolArray]:
        """The labels that are so and those that were given, both [n, C]."""
        return one_hot(self.probabilities, self.targets, self.thresholds)

    def right(self) -> BoolArray:
        """Whether every label of a document was right [n]."""
        truth, given = self.decided()
        result: BoolArray = (truth == given).all(axis=1)
        return result

    def certainty(self) -> FloatArray:
        """How sure it was of what it said [n], 0 to 1.

        Single-label: the probability of the label given. Multi-label: of its decisions about
        each label, the surest of the wrong ones, or where all are right the least sure one.
        """
        if self.targets.ndim == 1:
            return np.asarray(self.probabilities.max(axis=1), dtype=np.float64)
        truth, given = self.decided()
        sure = np.where(given, self.probabilities, 1 - self.probabilities)
        wrong = truth != given
        surest = np.where(wrong, sure, 0.0).max(axis=1)
        return np.asarray(np.where(wrong.any(axis=1), surest, sure.min(axis=1)), dtype=np.float64)


def untaught_labels(known: Sequence[str], rows: Sequence[Collection[str]]) -> tuple[str, ...]:
    """Labels of ``rows`` that a classifier of the labels ``known`` cannot give, sorted.

    Raises InputError where it can give none of those that occur.
    """
    occurring = {label for row in rows for label in row}
    unknown = sorted(occurring - set(known))
    if unknown and len(unknown) == len(occurring):
        raise InputError(
            f"The model knows none of the labels there: it gives {in_a_sentence(known)}, "
            f"the texts have {in_a_sentence(unknown)}.",
            "Check the label column, and whether the model is the right one.",
        )
    return tuple(unknown)


def compare(
    probabilities: NDArray[Any],
    rows: Sequence[Collection[str]],
    known: Sequence[str],
    *,
    task: str,
    thresholds: Sequence[float] | None = None,
    groups: NDArray[np.int64] | None = None,
) -> Comparison:
    """Put ``probabilities`` [n, K] of the labels ``known`` beside each document's labels; copies of
    a text have the same number in ``groups`` [n].

    A label that is not known counts as an error wherever it is right. Raises InputError where
    ``task`` is "single" and a document has not exactly one label, and as ``untaught_labels`` does.
    """
    if task == "single" and any(len(row) != 1 for row in rows):
        raise InputError(
            "Some texts have several labels or none, and the model gives one.",
            "Check the labels, or use a model that gives any number of them.",
        )
    unknown = untaught_labels(known, rows)
    labels = (*known, *unknown)
    named = [next(iter(row)) for row in rows] if task == "single" else rows
    return Comparison(
        labels,
        np.pad(np.asarray(probabilities, dtype=np.float64), ((0, 0), (0, len(unknown)))),
        encode_labels(cast("Sequence[str]", named), labels, task),
        (*(thresholds or [0.5] * len(known)), *[0.5] * len(unknown)),
        groups,
    )
