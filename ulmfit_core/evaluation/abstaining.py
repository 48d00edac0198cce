"""What "don't know" saves: how many texts are answered above a threshold, and how often wrongly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.arrays import FloatArray, Ids
from ulmfit_core.evaluation.intervals import Interval, effective_sizes, share_interval

FEWEST = 50  # texts; below, an interval of the error spans ten points and more
FEWEST_ANSWERS = 20  # to say how many of them are wrong


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of ``n`` texts, those answered where it is at least ``threshold`` sure."""

    threshold: float
    n: int
    n_answered: int
    n_wrong: int
    n_effective: float | None = None  # different texts that tell as much as the answered ones

    @property
    def answered(self) -> float:
        """The share that is answered."""
        return self.n_answered / max(self.n, 1)

    @property
    def wrong(self) -> float:
        """The share of the answers that is wrong; 0 where nothing is answered."""
        return self.n_wrong / max(self.n_answered, 1)

    def wrong_interval(self) -> Interval | None:
        """Of ``wrong``; None where nothing is answered."""
        n = self.n_effective or self.n_answered
        return share_interval(self.wrong * n, n) if self.n_answered else None


def coverage_curve(
    probabilities: FloatArray, targets: Ids, groups: Ids | None = None
) -> list[Coverage]:
    """One point a threshold, from answering everything to the surest alone; held-out
    probabilities [m, C], classes [m]. Copies of a text have the same number in ``groups`` [m];
    None where all differ."""
    if not len(probabilities):
        return []
    return coverage_of(probabilities.max(1), probabilities.argmax(1) == targets, groups)


def coverage_of(
    sure: FloatArray, right: NDArray[np.bool_], groups: Ids | None = None
) -> list[Coverage]:
    """The same from how sure each answer is [m], and whether it is right [m]."""
    order = np.argsort(-sure, kind="stable")
    falling, n_wrong = sure[order], np.cumsum(~right[order])
    ends = np.append(falling[:-1] > falling[1:], True) if len(order) else np.empty(0, bool)
    sizes = [None] * len(order) if groups is None else effective_sizes(groups[order]).tolist()
    return [
        Coverage(float(falling[i]), len(order), int(i) + 1, int(n_wrong[i]), sizes[i])
        for i in np.flatnonzero(ends)[::-1]
    ]


def expected_wrong(curve: Sequence[Coverage]) -> list[float]:
    """The share of each point's answers that is wrong if their probabilities are right: what is
    counted of few answers, at the threshold that makes it small, is small by luck in part."""
    n = np.array([point.n_answered for point in curve])
    doubt = 1 - np.array([point.threshold for point in curve])
    total = np.cumsum((-np.diff(n, append=0) * doubt)[::-1])[::-1]
    return [float(share) for share in total / np.maximum(n, 1)]


def at_threshold(curve: Sequence[Coverage], threshold: float) -> Coverage:
    """What holds at any threshold, whether an answer is just as sure or not."""
    n = curve[0].n if curve else 0
    for point in curve:
        if point.threshold >= threshold:
            return replace(point, threshold=threshold)
    return Coverage(threshold, n, 0, 0)
