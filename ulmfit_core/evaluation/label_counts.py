"""How many texts have a label, when a classifier read most of them and errs; numpy only.

The mean of the predictions, put right by the mean of (truth minus prediction) on texts that were
drawn at random and labelled (Angelopoulos et al. 2023, "Prediction-powered inference", on means).
Here every text of a finite set was read, so nothing but the draw is left to chance: this is the
difference estimator of survey sampling (Särndal, Swensson and Wretman 1992, chapter 6).

What is drawn is a text with all its copies. Were an error multiplied by these and by the texts that
a draw stands for, one text that often comes would be the whole estimate. So an error is taken to be
as likely on each text of a draw, and counted for as many copies as the others have (Valliant,
Dorfman and Royall 2000, "Finite Population Sampling and Inference: A Prediction Approach").
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
    """Texts that were drawn at random and labelled, and how many others they stand for."""

    errors: Floats  # [n, C]: truth minus prediction of each, n at least 1
    n_others: float  # those without a label, and those that people chose to label, with copies
    copies: float = 1.0  # of the same text, on average over the others: one and more


@dataclass(frozen=True, slots=True)
class Chosen:
    """Texts among the others that people labelled. They are seldom like the rest, as a text is
    chosen where the model is in doubt; what it errs on them, it does not err on the rest."""

    errors: Floats  # [h, C] of a random part that taught the model, held out from it
    n_left: float  # the rest that taught it, with copies
    known: Floats  # [C]: the sum over those held out and those that did not teach it, with copies
    copies: float = 1.0  # of the same text, on average over the rest


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
    chosen: Sequence[Chosen] = (),
) -> tuple[LabelCount, ...]:
    """Of each label [C]: ``predicted``, how many of all texts the model gives it; ``known``, how
    many of those that people labelled have it; ``given``, how many of the ``n_open`` others the
    model gives it, which the ``draws`` put right.

    Without ``chosen``, what people labelled is like the rest, and a draw stands for the open texts.
    """
    shift, middle, variance = np.zeros((3, len(labels)))
    for draw in draws:
        lack = _lack(draw)
        shift, middle, variance = shift + lack[0], middle + lack[1], variance + lack[2]
    for part in chosen:
        lack = _of_chosen(part)
        shift, middle, variance = shift - lack[0], middle - lack[1], variance + lack[2]
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
    """What the others' predictions lack, the middle of its interval, and its variance; [C].

    Half a text of each outcome is added for the interval (Agresti and Min 2005, for differences of
    paired proportions): where no error was seen, some may still be there.
    """
    n, n_others = len(draw.errors), draw.n_others
    total, squares = draw.errors.sum(axis=0), (draw.errors**2).sum(axis=0)
    more = n + 2
    mean = total / more
    variance = _widened((squares + 1) / more - mean**2, n)
    spread = n_others * (n_others / more + draw.copies)
    return n_others * total / n, n_others * mean, spread * variance


def _of_chosen(chosen: Chosen) -> tuple[Floats, Floats, Floats]:
    """The same of the texts that people chose; where all were held out in turn, it is known."""
    n, n_left, known = len(chosen.errors), chosen.n_left, chosen.known.astype(np.float64)
    if not n:
        return known, known, np.zeros(len(known))
    total, squares = chosen.errors.sum(axis=0), (chosen.errors**2).sum(axis=0)
    more = n + 2
    spread = n_left * (n_left + chosen.copies * n) / more
    lack = known + n_left * total / n
    return lack, lack, spread * _widened((squares + 1) / more - (total / more) ** 2, n)


def _widened(variance: Floats, n: int) -> Floats:
    """So that ``Z`` of its root is what Student's t, of n texts and the one added, makes of it (by
    the expansion of Fisher and Cornish 1960): a variance that few tell is often too small."""
    free = n + 1
    factor = 1 + (Z**2 + 1) / (4 * free) + (5 * Z**4 + 16 * Z**2 + 3) / (96 * free**2)
    return variance * factor**2
