"""How many texts have a label, when a classifier read most of them and errs; numpy only.

The mean of the predictions, put right by the mean of (truth minus prediction) on texts that were
drawn at random and labelled (Angelopoulos et al. 2023, "Prediction-powered inference", on means).
Here every text of a finite set was read, so nothing but the draw is left to chance: this is the
difference estimator of survey sampling (Särndal, Swensson and Wretman 1992, chapter 6).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.evaluation.intervals import Interval, Z

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Draw:
    """Texts that were drawn at random and labelled, and those that are like them but are not."""

    errors: Counts  # [n, C]: truth minus prediction of each, n at least 1
    n_open: int  # how many were not labelled


@dataclass(frozen=True, slots=True)
class LabelCount:
    """How many texts have the label: by the model alone, and by all that is known."""

    label: str
    predicted: int
    estimated: float
    interval: Interval


def estimate_counts(
    labels: Sequence[str],
    predicted: Counts,
    known: Counts,
    given: Counts,
    n_open: int,
    draws: Sequence[Draw],
) -> tuple[LabelCount, ...]:
    """Of each label [C]: ``predicted``, how many of all texts the model gives it; ``known``, how
    many of those that people labelled have it; ``given``, how many of the ``n_open`` others the
    model gives it, which the ``draws`` put right."""
    shift, middle, variance = np.zeros((3, len(labels)))
    for draw in draws:
        lack = _lack(draw)
        shift, middle, variance = shift + lack[0], middle + lack[1], variance + lack[2]
    middle = known + given + middle
    half = Z * np.sqrt(variance)
    least, most = known, known + n_open
    low, high = (np.clip(end, least, most) for end in (middle - half, middle + half))
    estimated = np.clip(known + given + shift, least, most)
    rows = zip(labels, predicted, estimated, low, high, strict=True)
    return tuple(
        LabelCount(label, int(n), float(about), Interval(float(least), float(most)))
        for label, n, about, least, most in rows
    )


def _lack(draw: Draw) -> tuple[Floats, Floats, Floats]:
    """What the open texts' predictions lack, the middle of its interval, and its variance; [C].

    Half a text of each outcome is added for the interval (Agresti and Min 2005, for differences of
    paired proportions): where no error was seen, some may still be there.
    """
    n, n_open = len(draw.errors), draw.n_open
    total, squares = draw.errors.sum(axis=0), (draw.errors**2).sum(axis=0)
    more = n + 2
    mean = total / more
    variance = (squares + 1) / more - mean**2
    return n_open * total / n, n_open * mean, n_open * (n_open + more) / more * variance
