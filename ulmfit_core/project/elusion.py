"""How many texts with a label are still unfound, told by a random sample of those without any.

Technology-assisted review calls it an elusion test. The sample is one command of the history: it
outlives a restart and is undone as a decision is. One that holds cannot be drawn anew, only grow.
Texts of the test set belong to it; those that repeat another do not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ulmfit_core.arrays import Ids
from ulmfit_core.errors import InputError
from ulmfit_core.evaluation.intervals import count_bounds
from ulmfit_core.project.commands import Command, CommandKind, CommandLog
from ulmfit_core.project.database import Database
from ulmfit_core.project.documents import DocumentStore
from ulmfit_core.project.drawn_samples import Sample, details_of, in_random_order, read_samples
from ulmfit_core.project.filters import DocumentFilter, Status
from ulmfit_core.project.labels import LabelStore

DRAWN_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Left:
    """How many of the unlabelled documents have the label."""

    low: int
    about: int
    high: int  # each bound is wrong in one of 20 samples at most, however often one grew


@dataclass(frozen=True, slots=True)
class Elusion:
    """What is known of a label's unfound documents; without repeats, as all of its numbers."""

    n_unlabelled: int
    n_found: int  # have the label
    n_sampled: int  # 0: no sample was drawn for the label
    n_open: int  # of the sample, not labelled yet
    n_hits: int  # of the sample
    n_new: int  # without a label, and the sample could not have drawn them: it does not hold
    left: Left | None  # None until the sample is labelled, and where it does not hold

    @property
    def can_draw(self) -> bool:
        """Whether there is one to draw from, and none that is still to be labelled."""
        holds = self.n_sampled and not self.n_new
        return self.n_unlabelled > 0 and not (holds and self.n_open)

    @property
    def most_if_none(self) -> int:
        """The upper bound where a first sample of DRAWN_AT_ONCE holds no hit."""
        n = min(DRAWN_AT_ONCE, self.n_unlabelled)
        return count_bounds(0, n, self.n_unlabelled).high if n else 0

    def recall(self, n_left: int) -> float:
        """The share of those with the label that was found, if so many are left."""
        return self.n_found / max(1, self.n_found + n_left)


class ElusionTest:
    """The samples of one project."""

    def __init__(
        self, database: Database, log: CommandLog, documents: DocumentStore, labels: LabelStore
    ) -> None:
        self._database = database
        self._log = log
        self._documents = documents
        self._labels = labels

    def draw(self, label: int, n: int = DRAWN_AT_ONCE) -> Command:
        """Draw ``n`` documents without a label, all where there are fewer; more of the same ones
        where the label's last sample holds. Raises InputError where none is left to draw."""
        self._labels.get(label)
        with self._log.record(CommandKind.DRAW_SAMPLE, {}) as recording:
            population, n_before = self._to_draw_from(label)
            if len(population) == n_before:
                raise InputError(
                    "Every text has a label or was drawn already; none was drawn.",
                    "Import more texts, if there are more.",
                )
            drawn = in_random_order(population)[: n_before + n]
            recording.details |= details_of(Sample(label, drawn, population))
        return recording.done

    def latest(self) -> int | None:
        """The label that was drawn for last, if it is still there."""
        found = self._samples()
        return next(iter(found), None)

    def drawn(self) -> frozenset[int]:
        """Every document of the labels' samples, labelled or not."""
        return frozenset(id_ for s in self._samples().values() for id_ in s.documents.tolist())

    def to_label(self) -> Ids:
        """Those drawn, for any label, that are not labelled, in the order to label them."""
        drawn = [sample.documents for sample in self._samples().values()]
        every = np.concatenate([np.empty(0, np.int64), *drawn])
        first = np.sort(np.unique(every, return_index=True)[1])
        return every[first][np.isin(every[first], self._unlabelled())]

    def outcome(self, label: int) -> Elusion:
        """What is known now. Raises InputError where the label is gone."""
        self._labels.get(label)
        unlabelled, found = self._unlabelled(), self._found(label)
        sample = self._samples().get(label)
        if sample is None:
            return Elusion(len(unlabelled), len(found), 0, 0, 0, 0, None)
        n_open = _n_shared(sample.documents, unlabelled)
        n_hits = _n_shared(sample.documents, found)
        n_new = len(unlabelled) - _n_shared(sample.population, unlabelled)
        left = None if n_open or n_new else _left(sample, n_hits, unlabelled, found)
        n = len(sample.documents)
        return Elusion(len(unlabelled), len(found), n, n_open, n_hits, n_new, left)

    def _to_draw_from(self, label: int) -> tuple[Ids, int]:
        """(the population, how many of it were drawn before)."""
        unlabelled, sample = self._unlabelled(), self._samples().get(label)
        if sample is None or not np.isin(unlabelled, sample.population).all():
            return unlabelled, 0
        return sample.population, len(sample.documents)

    def _unlabelled(self) -> Ids:
        """Skipped ones too: nobody knows yet what they are."""
        each = (
            self._documents.document_ids(DocumentFilter(status=status, is_duplicate=False))
            for status in (Status.UNLABELLED, Status.SKIPPED)
        )
        return np.sort(np.concatenate(list(each)))

    def _found(self, label: int) -> Ids:
        return self._documents.document_ids(DocumentFilter(label=label, is_duplicate=False))

    def _samples(self) -> dict[int, Sample]:
        """Those of the labels that are there. A sample tells of any label: that of one that was
        merged tells of the label it is part of now, where that has none of its own."""
        labels = {label.id for label in self._labels.all()}
        found, into = read_samples(self._database), self._labels.merged_into()
        kept: dict[int, Sample] = {}
        for label, sample in found.items():
            now = label if label in labels else into.get(label)
            if now in labels and (now == label or now not in found):
                kept.setdefault(now, sample)
        return kept


def _left(sample: Sample, n_hits: int, unlabelled: Ids, found: Ids) -> Left:
    """Those of the population less those of it that were found since, by whatever way."""
    n, size = len(sample.documents), len(sample.population)
    bounds, about = count_bounds(n_hits, n, size, sample.n_draws), round(n_hits / n * size)
    n_since = _n_shared(sample.population, found)
    low, high = (
        min(max(0, bound - n_since), len(unlabelled)) for bound in (bounds.low, bounds.high)
    )
    return Left(low, min(max(low, about - n_since), high), high)


def _n_shared(some: Ids, others: Ids) -> int:
    return int(np.isin(some, others).sum())
