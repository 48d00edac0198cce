"""A fully trained model beside the instant head: which of the two may speak.

The model answers the documents that its training held out; the head answers the very same ones,
each part of them by what it learns from all other labels there are now. The model speaks while it
is better on them by more than chance, so what is decided depends on the present labels alone: it
changes back when the head has caught up, and with an undo.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.arrays import FloatArray, Ids
from ulmfit_core.evaluation.paired import Paired, paired
from ulmfit_core.fewshot.instant_head import Answers, InstantHead
from ulmfit_core.fewshot.labelled import Labelled
from ulmfit_core.fewshot.member_fit import probabilities

FEWEST_HELD_OUT = 10  # documents; fewer compare nothing
_FOLDS = 5
_GROWTH = 1.15  # compare anew once there are so many times more labels


@dataclass(frozen=True)
class Challenger:
    """One finished training, as far as the loop has to know it; labels by id."""

    name: str  # its run's folder
    n_taught: int
    labels: tuple[int, ...]  # of the columns; () where the project has not all of them any more
    documents: Ids = field(default_factory=lambda: np.empty(0, np.int64))  # that were held out
    said: FloatArray = field(default_factory=lambda: np.empty((0, 0)))  # probabilities [k, C]
    thresholds: FloatArray | None = None  # [k, C] as ``said``; several labels a text only
    scores: NDArray[np.float16] | None = None  # [n, C] of all documents, once they are known

    @property
    def mark(self) -> tuple[str, int]:
        """What tells it from another: a folder's number may come again once it is deleted."""
        return self.name, crc32(self.said.tobytes())

    def knows(self, labelled: Labelled, known: tuple[int, ...]) -> bool:
        """Whether it can give every label that was given, and none that is gone; ``known`` are the
        label ids of the columns of ``labelled``."""
        if not self.labels or not set(self.labels) <= set(known):
            return False
        return {known[column] for column in labelled.labels_seen()} <= set(self.labels)

    def answers(self, known: tuple[int, ...], rows: FloatArray | NDArray[np.float16]) -> FloatArray:
        """``rows`` [n, C] in the columns of ``known``; 0 for a label it was not taught."""
        result = np.zeros((len(rows), len(known)))
        places = {label: place for place, label in enumerate(known)}
        for column, label in enumerate(self.labels):
            result[:, places[label]] = rows[:, column]
        return result

    def held_out(self, labelled: Labelled) -> tuple[Ids, Ids]:
        """Places in ``labelled`` of the documents that it was not shown, one of each text, and
        their rows in ``said``: that both answer copies alike is no further sign of who is better.
        """
        place_of = {int(row) + 1: place for place, row in enumerate(labelled.rows)}
        found = [
            (place_of[int(id_)], row) for row, id_ in enumerate(self.documents) if id_ in place_of
        ]
        pairs = np.array(found, np.int64).reshape(-1, 2)
        if labelled.groups is not None:
            _, first = np.unique(labelled.groups[pairs[:, 0]], return_index=True)
            pairs = pairs[np.sort(first)]
        return pairs[:, 0], pairs[:, 1]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who speaks, and why; ``paired`` is None where nothing could be compared."""

    knows_labels: bool
    paired: Paired | None
    speaks: bool = False
    wants_scores: bool = False  # it is better, but has not read all documents yet


def compare(
    head: InstantHead,
    challenger: Challenger,
    labelled: Labelled,
    known: tuple[int, ...],
) -> Verdict:
    """What the held-out documents say of the two; whether the challenger ``speaks`` is left to
    who knows what it has read."""
    knows = challenger.knows(labelled, known)
    places, rows = challenger.held_out(labelled)
    found = None
    if knows and len(places) >= FEWEST_HELD_OUT:
        said = challenger.answers(known, challenger.said[rows])
        cut = _thresholds(challenger, known, rows)
        theirs = _right(said, labelled, places, cut)
        ours, answered = _right_out_of_fold(head, labelled, places)
        if answered:
            found = paired(theirs, ours)
    return Verdict(knows, found)


@dataclass(slots=True)
class Speakers:
    """The head and its challenger, and the last comparison of the two."""

    head: InstantHead
    challenger: Challenger | None = None
    _verdict: Verdict | None = None
    _compared: tuple[object, ...] = ()  # what the verdict is about
    _n_then: int = 0

    def wants_comparison(self, labelled: Labelled, known: tuple[int, ...]) -> bool:
        """Whether there is one to compare, and what decides it has changed since, or the head has
        learnt from a good many more labels or fewer."""
        if self.challenger is None:
            return False
        if self._state(self.challenger, labelled, known) != self._compared:
            return True
        return not self._n_then / _GROWTH < len(labelled) < self._n_then * _GROWTH

    def compare(self, labelled: Labelled, known: tuple[int, ...]) -> None:
        """Ask both about the documents that were held out; takes a few fits of the head."""
        if self.challenger is not None and self.wants_comparison(labelled, known):
            self._verdict = compare(self.head, self.challenger, labelled, known)
            self._compared = self._state(self.challenger, labelled, known)
            self._n_then = len(labelled)

    def verdict(self, labelled: Labelled, known: tuple[int, ...]) -> Verdict | None:
        """The last comparison, and what follows from it now; None where there is none yet. One
        that is about other labels than there are counts until the next."""
        challenger, found = self.challenger, self._verdict
        if challenger is None or found is None or self._compared[0] != challenger.mark:
            return None
        if not challenger.knows(labelled, known):
            return replace(found, knows_labels=False)
        if found.paired is None or not found.paired.is_better:
            return found
        scores = challenger.scores
        has_read = scores is not None and len(scores) >= self.head.views.n_documents
        return replace(found, speaks=has_read, wants_scores=not has_read)

    def spoken(self, known: tuple[int, ...]) -> Answers:
        """What the challenger says of all documents; only where the verdict lets it speak."""
        assert self.challenger is not None
        assert self.challenger.scores is not None
        scores = self.challenger.scores[: self.head.views.n_documents]
        said = self.challenger.answers(known, scores).astype(np.float32)
        return Answers(said, self.challenger.n_taught, reads=True)

    def _state(
        self, challenger: Challenger, labelled: Labelled, known: tuple[int, ...]
    ) -> tuple[object, ...]:
        places, _ = challenger.held_out(labelled)
        about = (labelled.rows[places].tobytes(), labelled.targets[places].tobytes())
        return (challenger.mark, challenger.labels, known, *about)


def _right_out_of_fold(
    head: InstantHead, labelled: Labelled, places: Ids
) -> tuple[NDArray[np.bool_], bool]:
    """Which of ``places`` the head has right, shown all labels but those of a fifth of them and of
    the same texts; and whether each fifth left it two labels to tell apart."""
    right = np.zeros(len(places), bool)
    order = np.random.default_rng(0).permutation(len(places))
    for fold in np.array_split(order, _FOLDS):
        train = labelled.without(places[fold])
        if not labelled.select(train).can_teach():
            return right, False
        logits = head.held_out(labelled, train, places[fold])
        said = probabilities(logits, labelled.is_multi)
        right[fold] = _right(said, labelled, places[fold], np.full(labelled.n_labels, 0.5))
    return right, True


def _right(
    said: FloatArray, labelled: Labelled, places: Ids, thresholds: FloatArray
) -> NDArray[np.bool_]:
    """Whether every label of a document is right [k]."""
    targets = labelled.targets[places]
    if labelled.is_multi:
        return np.asarray(((said >= thresholds) == targets.astype(bool)).all(1))
    return np.asarray(said.argmax(1) == targets)


def _thresholds(challenger: Challenger, known: tuple[int, ...], rows: Ids) -> FloatArray:
    """Its own [k, C] where it has them, above 1 for a label it was not taught."""
    cut = np.full((len(rows), len(known)), 2.0)
    own = 0.5 if challenger.thresholds is None else challenger.thresholds[rows]
    cut[:, [known.index(label) for label in challenger.labels]] = own
    return cut
