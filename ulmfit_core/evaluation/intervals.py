"""How far a figure can be off by the chance of which documents it was measured on; numpy only."""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Z = 1.959964  # of a 95 % interval
_MISS = 0.035  # how often one of two bounds of a count may be wrong at the first look


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % interval."""

    low: float
    high: float


def share_interval(hits: float, n: float) -> Interval:
    """The interval of the share ``hits`` of ``n`` by Wilson (1927), which holds for few documents
    and for none or all of them hit; ``n`` is 1 at least."""
    p = hits / n
    middle = (p + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z * np.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2)) / (1 + Z**2 / n)
    return Interval(max(0.0, float(middle - half)), min(1.0, float(middle + half)))


def interval_among(hits: NDArray[np.bool_], groups: NDArray[np.int64]) -> Interval:
    """The same of which of n documents are hits [n], where those with an equal number in
    ``groups`` [n] are copies of one text: at the effective size (as Franco et al. 2019,
    "Comparative Study of Confidence Intervals for Proportions in Complex Sample Surveys")."""
    n = effective_size(groups)
    return share_interval(float(hits.mean()) * n, n)


def difference_interval(
    right: NDArray[np.bool_], other: NDArray[np.bool_], groups: NDArray[np.int64] | None = None
) -> Interval:
    """Interval of the difference of two accuracies on the same documents, as which of these [n]
    each classifier had right. Copies have the same number in ``groups`` [n]; None where all differ.

    By pairs, as the same documents are hard for both. Half a text of each outcome is added (Agresti
    and Min 2005, "Simple improved confidence intervals for comparing matched proportions"): few
    differ where both are good, and more may in others. Copies are one draw of their weight.
    """
    differs = right.astype(np.float64) - other
    each = np.arange(len(differs)) if groups is None else groups
    _, places, copies = np.unique(each, return_inverse=True, return_counts=True)
    weights, alone = copies / copies.sum(), 1 / effective_size(places)
    differs = np.bincount(places, differs) / copies
    every = 1 + 2 * alone
    middle = float(weights @ differs) / every
    squares = float(weights**2 @ (differs - middle) ** 2) + (1 + 2 * middle**2) * alone**2
    half = Z * math.sqrt(squares) / every
    return Interval(max(-1.0, middle - half), min(1.0, middle + half))


def effective_size(groups: NDArray[np.int64]) -> float:
    """How many different texts tell as much as these n documents [n] of which some are copies: as
    all copies of a text are read alike, it is one draw that weighs as much as they are many (Kish
    1992, "Weighting for Unequal Pi"). n where none are, else as many as there are different texts
    at most."""
    copies = np.bincount(groups)
    return float(len(groups) ** 2 / (copies**2).sum())


def effective_sizes(groups: NDArray[np.int64]) -> NDArray[np.float64]:
    """That of the first document, of the first two and so on, to all of them [n]."""
    order, n = np.argsort(groups, kind="stable"), np.arange(len(groups))
    starts = np.concatenate([[True], np.diff(groups[order]) > 0])
    n_before = np.empty(len(groups), np.int64)  # copies of the same
    n_before[order] = n - np.maximum.accumulate(np.where(starts, n, 0))
    sizes: NDArray[np.float64] = (n + 1) ** 2 / np.cumsum(2 * n_before + 1)
    return sizes


@dataclass(frozen=True, slots=True)
class CountBounds:
    """Each bound is wrong in one of 20 samples at most, at whichever look."""

    low: int
    high: int


def count_bounds(hits: int, n: int, size: int, look: int = 1) -> CountBounds:
    """How many of ``size`` are hits where ``n`` of them, drawn without replacement, hold ``hits``:
    both hypergeometric tails inverted (Wright 1991, Exact Confidence Bounds when Sampling from
    Small Finite Universes). Without a hit the upper one is some 3/n of ``size``, the rule of three.
    ``n`` is 1 at least and ``size`` at most.

    A sample that was looked at before and grew since, so that this is the second ``look`` or a
    later one, may be wrong at each: the later, the less each may be (as error is spent by Lan and
    DeMets 1983, "Discrete sequential boundaries for clinical trials"). That all looks together are
    wrong in one of 20 at most was reckoned exactly, for up to 30 that add as many texts each.
    """
    miss = _MISS / look**1.5
    fewest, most = hits, size - (n - hits)
    counts = range(fewest, most + 1)
    low = bisect_left(counts, True, key=lambda k: _at_least(hits, n, k, size) > miss)
    above = bisect_left(counts, True, key=lambda k: _at_most(hits, n, k, size) <= miss)
    return CountBounds(fewest + low, fewest + above - 1)


def _at_least(hits: int, n: int, k: int, size: int) -> float:
    """The chance of so many hits or more in a sample, where ``k`` of ``size`` are hits."""
    return _at_most(n - hits, n, size - k, size)


def _at_most(hits: int, n: int, k: int, size: int) -> float:
    possible = range(max(0, n - (size - k)), min(hits, k) + 1)
    logs = (_log_choose(k, i) + _log_choose(size - k, n - i) for i in possible)
    return math.fsum(math.exp(log - _log_choose(size, n)) for log in logs)


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
