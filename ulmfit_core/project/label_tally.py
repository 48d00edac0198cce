"""What people say of a project's texts and what a model says, and what that adds up to.

All copies of a text are counted together: by the label of one, and by the model's error on it.
Those that often come are put right by those that often come, where enough of them were drawn (Holt
and Smith 1979, "Post Stratification"): the model may do better on them, or worse.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.arrays import Ids
from ulmfit_core.evaluation.label_counts import Chosen, Counts, Draw, LabelCount, estimate_counts
from ulmfit_core.project.drawn_parts import DrawnPart

FEWEST_IN_GROUP = 10  # test texts; with fewer an interval spans half of the group
_OFTEN = 5, 2  # copies, from which on texts are put right apart; finer parts know their errors less
Floats = NDArray[np.float64]
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
    is_known: Flags  # [n]: people labelled it, or a copy of it
    truth: Flags  # [n, C]: what they say
    said: Flags  # [n, C]: what the model says
    taught: Ids  # first ids of those that the model may know by heart
    answered: Ids  # [h]: first ids of some of those, ascending, that it was asked before it did
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
        finer = [own for held in parts for own in self._by_copies(held, self._is_tested)]
        finer = [own for own in finer if (own & self._is_open).any()]
        others = np.any([np.zeros_like(self._is_open), *finer], axis=0) & ~self._is_tested
        answered = others & self._is_taught & np.isin(self._ids, self._texts.answered)
        sizes = self._sizes(finer)
        draws = [self._draw(own, sizes, has_taught=bool(answered.any())) for own in finer]
        chosen = [
            self._chosen(own, sizes, answered & own) for own in self._by_copies(others, answered)
        ]
        return estimate_counts(self._texts.labels, *totals, n_open, draws, chosen)

    def _by_copies(self, held: Flags, sample: Flags) -> list[Flags]:
        """Those ``held`` [K], parted by how often they come where enough of each part are of the
        ``sample`` [K]."""
        parts: list[Flags] = []
        rest = held
        for least in _OFTEN:
            often, seldom = (rest & own for own in (self._n_texts >= least, self._n_texts < least))
            if all((own & sample).sum() >= FEWEST_IN_GROUP for own in (often, seldom)):
                parts, rest = [*parts, often], seldom
        return [*parts, rest]

    def _sizes(self, parts: Sequence[Flags]) -> Floats:
        """How often each open one comes [K]; the others of a part count as often as its open ones
        do on average, so that what is told of the open ones does not hang on copies of others."""
        sizes = self._n_texts.astype(np.float64)
        for own in parts:
            sizes[own & ~self._is_open] = sizes[own & self._is_open].mean()
        return sizes

    def _draw(self, held: Flags, sizes: Floats, *, has_taught: bool) -> Draw:
        """Where nothing was held out, those that taught the model count as like the rest."""
        tested = held & self._is_tested
        others = held & ~self._is_tested & (has_taught | ~self._is_taught)
        truth, said = self._sums(tested)
        return Draw((truth - said) / self._n_known[tested, None], *_size(sizes[others]))

    def _chosen(self, others: Flags, sizes: Floats, answered: Flags) -> Chosen:
        """Of the ``others`` [K] than test texts; those ``answered`` [K] were held out."""
        places = np.searchsorted(self._texts.answered, self._ids[answered])
        errors = self._sums(answered)[0] / self._n_known[answered, None]
        errors -= self._texts.answers[places]
        untaught = (others & ~self._is_taught)[self._copies]
        places = self._copies[untaught]
        weights = sizes[places] / self._n_known[places]
        truth, given = (
            np.array([weights[has].sum() for has in rows[untaught].T]) for rows in self._known
        )
        known = truth - given + sizes[answered] @ errors
        n_left, copies = _size(sizes[others & self._is_taught & ~answered])
        return Chosen(errors, n_left, known, copies)

    def _sums(self, wanted: Flags) -> tuple[Counts, Counts]:
        """What people say, and the model, of the ``wanted`` [K], over all that are labelled of
        each; only of these, as all of them times all labels may be more than memory holds."""
        places, own = np.cumsum(wanted) - 1, wanted[self._copies]
        truth, said = np.zeros((2, int(wanted.sum()), len(self._texts.labels)), np.int64)
        for sums, rows in zip((truth, said), self._known, strict=True):
            np.add.at(sums, places[self._copies[own]], rows[own])
        return truth, said


def _size(sizes: Floats) -> tuple[float, float]:
    """How many texts there are where each different one comes as often as ``sizes`` [k] says, and
    how many copies of the same, on average over them all."""
    total = float(sizes.sum())
    return total, float((sizes**2).sum()) / total if total else 1.0
