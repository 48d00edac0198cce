"""What people say of a project's texts and what a model says, and what that adds up to.

A text that comes again is counted with its first: by its label, and by the model's error on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.evaluation.label_counts import Chosen, Counts, Draw, LabelCount, estimate_counts
from ulmfit_core.project.drawn_parts import DrawnPart

FEWEST_IN_GROUP = 10  # test texts; with fewer an interval spans half of the group
Ids = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class CountedGroup:
    """The counts of each label among some of the texts."""

    name: str
    n_texts: int
    n_tested: int  # different texts of the test set that are labelled
    predicted: tuple[int, ...]  # how many the model gives each label
    counts: tuple[LabelCount, ...] | None  # None: too few test texts to put that right
    n_values: int = 1  # that the group takes together; 0: it has no entry


@dataclass(frozen=True, slots=True, eq=False)
class ReadTexts:
    """Texts of a project, n of them, and the C labels that they may have."""

    labels: tuple[str, ...]
    first: Ids  # [n]: the id of the text that it repeats, or its own
    is_known: Flags  # [n]: people labelled it, or its first
    truth: Flags  # [n, C]: what they say
    said: Flags  # [n, C]: what the model says
    taught: Ids  # ids of those that the model may know by heart
    answered: Ids  # [h]: ids of some of those, ascending, that it was asked before it did
    answers: Flags  # [h, C]
    parts: Sequence[DrawnPart]

    def group(self, name: str = "", where: Flags | None = None, n_values: int = 1) -> CountedGroup:
        """What the texts with a mark [n] add up to; without marks all of them."""
        marked = slice(None) if where is None else where
        known, said, truth = self.is_known[marked], self.said[marked], self.truth[marked]
        distinct = _Distinct(self, self.first[marked], known, truth, said)
        totals = said.sum(axis=0), truth[known].sum(axis=0), said[~known].sum(axis=0)
        counts = distinct.counts(totals, int((~known).sum()))
        predicted = tuple(int(n) for n in totals[0])
        return CountedGroup(name, len(known), distinct.n_tested, predicted, counts, n_values)


class _Distinct:
    """Some of the texts, K without their repeats."""

    def __init__(
        self, texts: ReadTexts, first: Ids, known: Flags, truth: Flags, said: Flags
    ) -> None:
        self._texts = texts
        self._ids, copies = np.unique(first, return_inverse=True)
        n = len(self._ids)
        self._copies, self._known = copies[known], (truth[known], said[known])
        self._n_known = np.bincount(self._copies, minlength=n)
        n_open = np.bincount(copies[~known], minlength=n)
        self._is_open, self._n_texts = n_open > 0, n_open + self._n_known
        tested = [part.tested for part in texts.parts]
        self._is_tested = np.isin(self._ids, np.concatenate(tested) if tested else [])
        self._is_taught = np.isin(self._ids, texts.taught) & (self._n_known > 0) & ~self._is_tested
        self.n_tested = int(self._is_tested.sum())

    def counts(
        self, totals: tuple[Counts, Counts, Counts], n_open: int
    ) -> tuple[LabelCount, ...] | None:
        """With the ``n_open`` put right by those of the test set; None where these are too few."""
        parts = [part.holds(self._ids) for part in self._texts.parts]
        parts = [held for held in parts if (held & self._is_open).any()]
        if any((held & self._is_tested).sum() < FEWEST_IN_GROUP for held in parts):
            return None
        chosen = self._chosen(np.any(parts, axis=0) & ~self._is_tested) if parts else None
        draws = [self._draw(held, has_taught=bool(chosen and chosen.n_taught)) for held in parts]
        return estimate_counts(self._texts.labels, *totals, n_open, draws, chosen)

    def _draw(self, held: Flags, *, has_taught: bool) -> Draw:
        """Where nothing was held out, those that taught the model count as like the rest."""
        others = held & ~self._is_tested & (has_taught | ~self._is_taught)
        truth, said = self._sums(held & self._is_tested)
        square = float((self._n_texts[others] ** 2).mean()) if others.any() else 1.0
        return Draw(truth - said, int(others.sum()), square)

    def _chosen(self, others: Flags) -> Chosen:
        """Of the ``others`` [K] than test texts."""
        taught = others & self._is_taught
        answered = taught & np.isin(self._ids, self._texts.answered)
        places = np.searchsorted(self._texts.answered, self._ids[answered])
        said = self._texts.answers[places] * self._n_known[answered, None]
        n_taught = int(taught.sum()) if answered.any() else 0
        untaught = (others & ~self._is_taught)[self._copies]
        truth, given = (rows[untaught].sum(axis=0) for rows in self._known)
        return Chosen(self._sums(answered)[0] - said, n_taught, truth - given)

    def _sums(self, wanted: Flags) -> tuple[Counts, Counts]:
        """What people say, and the model, of the ``wanted`` [K], over all that are labelled of
        each; only of these, as all of them times all labels may be more than memory holds."""
        places, own = np.cumsum(wanted) - 1, wanted[self._copies]
        truth, said = np.zeros((2, int(wanted.sum()), len(self._texts.labels)), np.int64)
        for sums, rows in zip((truth, said), self._known, strict=True):
            np.add.at(sums, places[self._copies[own]], rows[own])
        return truth, said
