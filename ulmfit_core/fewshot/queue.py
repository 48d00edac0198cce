"""Which text is asked about next, and why.

Uncertainty asks where the head is torn (margin sampling, Scheffer et al. 2001); novelty asks for
what is unlike everything labelled or queued so far (greedy k-centre, Sener and Savarese 2018);
the mixture weighs the two. With no head yet, novelty alone decides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.arrays import Ids, Matrix

SAME = 0.95  # cosine from which two texts count as nearly the same
IN_DOUBT = 0.5  # doubt from which the head is torn: at three to one, say

_AHEAD = 24  # texts placed with care; the queue is made anew after every label
_CANDIDATES = 1500
_MOST_LABELLED = 1500  # rows that novelty is measured against


class Strategy(StrEnum):
    """How the next text is chosen."""

    MIXTURE = "mixture"
    UNCERTAIN = "uncertain"
    NOVEL = "novel"
    RARE = "rare"
    RANDOM = "random"
    ORIGINAL = "original"


class Why(StrEnum):
    """What spoke for a text most."""

    TORN = "torn"  # between ``labels`` 0 and 1
    UNSURE = "unsure"  # whether ``labels`` 0 belongs to it, where a text may have several
    LEAST_SURE = "least sure"  # of those left, though the head is sure of it
    NOVEL = "novel"
    RARE = "rare"  # it may have ``labels`` 0, of which there are few
    RANDOM = "random"
    FIRST = "first"  # typical of many texts: where to begin
    DOUBTED = "doubted"  # labelled ``labels`` 0; models that were not shown it say 1
    MISSED = "missed"  # not labelled ``labels`` 0; models that were not shown it say so
    SURPLUS = "surplus"  # labelled ``labels`` 0 beside or without others; they do not
    CONTRADICTED = "contradicted"  # labelled ``labels`` 0, and nearly the same text 1


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one text comes now; ``labels`` are columns of the probabilities."""

    why: Why
    labels: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Queue:
    """``rows`` in the order to be asked; a reason for the first few of them."""

    rows: Ids
    reasons: dict[int, Reason]


@dataclass(frozen=True, slots=True)
class Known:
    """What can be said of the corpus: row i is the i-th document."""

    texts: Callable[[Ids], Matrix]  # some rows [k, d], of length one
    labelled: Ids  # rows that are decided
    probabilities: NDArray[np.float32] | None = None  # [n, C] of the head, if it speaks yet
    counts: tuple[int, ...] = ()  # documents labelled with each of the C
    is_multi: bool = False  # any number of labels a text: each probability is a yes of its own

    def doubts(self, rows: Ids) -> NDArray[np.float32]:
        """How torn the head is about each of these [k], from 0 to 1."""
        assert self.probabilities is not None
        probabilities = self.probabilities[rows]
        if self.is_multi:
            return np.asarray(1 - 2 * np.abs(probabilities - 0.5).min(1), np.float32)
        return doubts(probabilities)


def order(rows: Ids, known: Known, strategy: Strategy, mix: float = 0.5, seed: int = 0) -> Queue:
    """Put the open documents ``rows`` into the order in which to ask.

    ``mix`` is the weight of novelty in the mixture, 0 to 1.
    """
    if strategy is Strategy.ORIGINAL or not len(rows):
        return Queue(np.sort(rows), {})
    rng = np.random.default_rng((seed, len(known.labelled)))
    shuffled = rng.permutation(rows)
    if strategy is Strategy.RANDOM:
        return Queue(shuffled, dict.fromkeys(shuffled[:_AHEAD].tolist(), Reason(Why.RANDOM)))
    if known.probabilities is None:
        return _placed(shuffled, shuffled[:_CANDIDATES], known, None, 1.0)
    if strategy is Strategy.RARE:
        return _rare(shuffled, known)
    doubt = known.doubts(shuffled)
    weight = {Strategy.UNCERTAIN: 0.0, Strategy.NOVEL: 1.0}.get(strategy, mix)
    candidates = _candidates(shuffled, doubt, weight)
    return _placed(shuffled, candidates, known, known.doubts(candidates), weight)


def doubts(probabilities: NDArray[np.float32]) -> NDArray[np.float32]:
    """One minus the distance between the two likeliest labels [n]; 1 where they are even."""
    if probabilities.shape[1] < 2:
        return 1 - probabilities[:, 0]
    best = np.partition(probabilities, -2, axis=1)[:, -2:]
    result: NDArray[np.float32] = 1 - np.abs(best[:, 1] - best[:, 0])
    return result


def _candidates(rows: Ids, doubt: NDArray[np.float32], weight: float) -> Ids:
    """The most doubtful rows, and others at random for what is new."""
    n_doubtful = round(_CANDIDATES * (1 - weight))
    ranked = rows[np.argsort(-doubt, kind="stable")]
    rest = ranked[n_doubtful:]
    spread = rest[:: max(1, len(rest) // max(1, _CANDIDATES - n_doubtful))]
    return np.concatenate([ranked[:n_doubtful], spread])[:_CANDIDATES]


def _placed(
    rows: Ids,
    candidates: Ids,
    known: Known,
    doubt: NDArray[np.float32] | None,
    weight: float,
) -> Queue:
    """The first few chosen one after the other, the others after them by doubt."""
    reasons = _first_few(candidates, known, doubt, weight)
    first = np.array(list(reasons), rows.dtype)
    others = rows[~np.isin(rows, first)]
    if known.probabilities is not None and weight < 1:
        others = others[np.argsort(-known.doubts(others), kind="stable")]
    return Queue(np.concatenate([first, others]), reasons)


def _first_few(
    candidates: Ids, known: Known, doubt: NDArray[np.float32] | None, weight: float
) -> dict[int, Reason]:
    """The rows to ask about first and why, each chosen with those before it in mind."""
    texts = known.texts(candidates)
    nearest = _nearest(texts, known)
    worry = _ranks(doubt) if doubt is not None else np.zeros(len(candidates), np.float32)
    open_ = np.ones(len(candidates), bool)
    reasons: dict[int, Reason] = {}
    while len(reasons) < _AHEAD and open_.any():
        is_first = not len(known.labelled) and not reasons
        novelty = _centrality(texts) if is_first else _ranks(1 - nearest)
        score = (1 - weight) * worry + weight * novelty
        place = int(np.argmax(np.where(open_, score, -np.inf)))
        likeness = texts @ texts[place]
        open_ &= likeness < SAME  # what is nearly the same is asked once
        open_[place] = False
        row = int(candidates[place])
        spoke = (1 - weight) * worry[place], 1 - weight
        is_new = (weight * novelty[place], weight) >= spoke
        reasons[row] = _reason(row, known, is_first, is_new)
        nearest = np.maximum(nearest, likeness)
    return reasons


def _reason(row: int, known: Known, is_first: bool, is_new: bool) -> Reason:
    if is_first:
        return Reason(Why.FIRST)
    if known.probabilities is None or is_new:
        return Reason(Why.NOVEL)
    if known.doubts(np.array([row]))[0] < IN_DOUBT:
        return Reason(Why.LEAST_SURE)
    if known.is_multi:
        return Reason(Why.UNSURE, (int(np.abs(known.probabilities[row] - 0.5).argmin()),))
    best = np.argsort(-known.probabilities[row], kind="stable")[:2]
    return Reason(Why.TORN, tuple(int(label) for label in best))


def _rare(rows: Ids, known: Known) -> Queue:
    """Those likeliest to have the label that was given least."""
    assert known.probabilities is not None
    counts = np.array(known.counts or [0] * known.probabilities.shape[1])
    label = int(np.argmin(counts))
    ranked = rows[np.argsort(-known.probabilities[rows, label], kind="stable")]
    reason = Reason(Why.RARE, (label,))
    return Queue(ranked, dict.fromkeys(ranked[:_AHEAD].tolist(), reason))


def _nearest(texts: Matrix, known: Known) -> NDArray[np.float32]:
    """How like each text is to the labelled one most like it [k]; -1 where there is none."""
    labelled = known.labelled[-_MOST_LABELLED:]
    if not len(labelled) or not len(texts):
        return np.full(len(texts), -1, np.float32)
    result: NDArray[np.float32] = (texts @ known.texts(labelled).T).max(1)
    return result


def _centrality(texts: Matrix) -> NDArray[np.float32]:
    return _ranks(texts @ texts.mean(0))


def _ranks(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each value's rank, from 0 for the least to 1."""
    ranks = np.empty(len(values), np.float32)
    ranks[np.argsort(values, kind="stable")] = np.arange(len(values))
    return ranks / np.float32(max(1, len(values) - 1))
