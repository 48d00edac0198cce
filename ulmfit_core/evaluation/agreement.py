"""How far two labellings of the same documents agree; numpy only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.evaluation.intervals import Interval, share_interval


def cohen_kappa(one: NDArray[Any], other: NDArray[Any]) -> float | None:
    """Agreement with chance taken off (Cohen 1960); None where chance alone agrees always."""
    chance = _chance(one, other)
    return None if chance is None else (float((one == other).mean()) - chance) / (1 - chance)


def kappa_interval(one: NDArray[Any], other: NDArray[Any]) -> Interval | None:
    """Of ``cohen_kappa``, with chance taken as known as in his formula for its error (Cohen 1960,
    eq. 7), but by Wilson's interval of the share that agrees. It holds for a rare label and where
    all agree: a bootstrap covers 85 % there instead of 95 %, or finds no error at all."""
    chance = _chance(one, other)
    if chance is None:
        return None
    same = share_interval(int((one == other).sum()), len(one))
    low, high = ((share - chance) / (1 - chance) for share in (same.low, same.high))
    return Interval(max(-1.0, low), high)


def krippendorff_alpha(one: NDArray[Any], other: NDArray[Any]) -> float | None:
    """Of nominal values by two coders, none missing (Krippendorff 2011, "Computing Krippendorff's
    Alpha-Reliability", B); None where there is one value alone."""
    _, counts = np.unique(np.concatenate([one, other]), return_counts=True)
    n = int(counts.sum())
    expected = 1 - float((counts * (counts - 1)).sum()) / max(1, n * (n - 1))
    return None if len(counts) < 2 else 1 - float((one != other).mean()) / expected


def _chance(one: NDArray[Any], other: NDArray[Any]) -> float | None:
    """How often two agree who answer as often as these, by chance; None where always."""
    if not len(one):
        return None
    names = np.unique(np.concatenate([one, other]))
    shares = [np.array([(each == name).mean() for name in names]) for each in (one, other)]
    chance = float((shares[0] * shares[1]).sum())
    return None if chance >= 1 else chance


@dataclass(frozen=True, slots=True)
class Consistency:
    """How often a person decides again as before, when asked blind."""

    n: int
    n_same: int
    kappa: float | None  # None while chance cannot be told from skill


def consistency(before: Sequence[Sequence[int]], again: Sequence[Sequence[int]]) -> Consistency:
    """From the labels given to the same documents, first and again: the same where all are."""
    numbers = {labels: n for n, labels in enumerate(map(tuple, [*before, *again]))}
    one, other = (np.array([numbers[tuple(labels)] for labels in each]) for each in (before, again))
    return Consistency(len(one), int((one == other).sum()), cohen_kappa(one, other))
