"""Labels that are likely wrong; numpy only.

Suspects by confident learning (Northcutt et al. 2021): it counts how often a held-out model is
surer of another label than it usually is of that label's own documents; so many at most, those
whose own label is least probable. And pairs of nearly the same text that were labelled differently.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.arrays import FloatArray, Ids

_ROWS_AT_ONCE = 1024
_MOST_PAIRS = 200
_UNLIKELY = 0.7  # of the probability that a guess among all labels gives the right one


@dataclass(frozen=True, slots=True)
class Suspect:
    """A document whose label others speak against; places and classes are those of the input."""

    place: int
    given: int
    suggested: int
    probability: float  # of the suggested label


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two documents that are nearly the same, with different labels."""

    place: int
    other: int
    likeness: float


def find_suspects(probabilities: FloatArray, targets: Ids) -> list[Suspect]:
    """From held-out probabilities [m, C] and the given classes [m], the likeliest error first.

    A class nobody was given suggests nothing. The order is that of the given label's probability.
    """
    everyone = np.arange(len(targets))
    own = probabilities[everyone, targets]
    is_there = np.bincount(targets, minlength=probabilities.shape[1]) > 0
    others = np.where(is_there, probabilities, -1.0)
    others[everyone, targets] = -1.0
    suggested, best = others.argmax(1), others.max(1)
    likely = np.argsort(own, kind="stable")
    is_unlikely = (own < best) & (own < _UNLIKELY / is_there.sum())
    likely = likely[is_unlikely[likely]]
    return [
        Suspect(int(i), int(targets[i]), int(suggested[i]), float(best[i]))
        for i in likely[: _n_errors(probabilities, targets)]
    ]


def _n_errors(probabilities: FloatArray, targets: Ids) -> int:
    """How many documents' most probable label, of those it is as sure of as usual, is another."""
    own = probabilities[np.arange(len(targets)), targets]
    n = np.bincount(targets, minlength=probabilities.shape[1])
    total = np.bincount(targets, own, len(n))
    usual = np.divide(total, n, out=np.full(len(n), np.inf), where=n > 0)
    sure = np.where(probabilities >= usual, probabilities, -1.0)
    return int((sure.max(1) > own).sum())


def find_label_suspects(probabilities: FloatArray, targets: Ids) -> list[tuple[int, Suspect]]:
    """The same where a text may have several labels, with targets [m, C] of zeros and ones: each
    label's yes and no by themselves, the surest first, with the label's column."""
    found = [
        (label, suspect)
        for label, (yes, given) in enumerate(zip(probabilities.T, targets.T, strict=True))
        for suspect in find_suspects(np.stack([1 - yes, yes], axis=1), given)
    ]
    return sorted(found, key=lambda each: -each[1].probability)


def find_contradictions(
    texts: NDArray[np.float32], targets: Ids, threshold: float
) -> list[Contradiction]:
    """Pairs of rows [m, d] of length one whose product reaches ``threshold``, with different
    classes; the most alike first, at most 200."""
    m = len(texts)
    pairs, likenesses = np.empty(0, np.int64), np.empty(0, np.float32)  # place * m + other
    for start in range(0, m, _ROWS_AT_ONCE):
        rows = slice(start, start + _ROWS_AT_ONCE)
        likeness = texts[rows] @ texts.T
        is_found = (likeness >= threshold) & (targets[rows, None] != targets)
        found = np.flatnonzero(np.triu(is_found, start + 1))
        pairs = np.concatenate([pairs, found + start * m])
        likenesses = np.concatenate([likenesses, likeness.ravel()[found]])
        best = np.argsort(-likenesses, kind="stable")[:_MOST_PAIRS]
        pairs, likenesses = pairs[best], likenesses[best]
    return [
        Contradiction(pair // m, pair % m, likeness)
        for pair, likeness in zip(pairs.tolist(), likenesses.tolist(), strict=True)
    ]
