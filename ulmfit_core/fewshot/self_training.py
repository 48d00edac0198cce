"""Self-training: the surest answers of the quick classifier become labels for its next round.

Yarowsky 1995, by rank: of the texts that are said to be of a label, a growing share, the surest
first, so that each label grows as it occurs. With few labels it makes things worse, so it asks
for some of each. What it brings was measured (``tests/benchmarks/RESULTS.md``, "Few labels").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ulmfit_core.arrays import FloatArray, Ids
from ulmfit_core.evaluation.tfidf import folds
from ulmfit_core.fewshot.instant_head import Answers, InstantHead
from ulmfit_core.fewshot.labelled import Labelled
from ulmfit_core.in_parts import InParts

_SMALLEST = 1e-12


@dataclass(frozen=True, slots=True)
class SelfTraining:
    """Which answers become labels, and how much they then count."""

    shares: tuple[float, ...] = (0.1, 0.25, 0.5)  # of those said to be of a label; a round each
    threshold: float = 0.0  # least probability
    weight: float = 0.3  # of such an answer, a given label being 1
    fewest: int = 50  # given labels of each kind

    def can_begin(self, labelled: Labelled) -> bool:
        """Whether there are labels enough; never for several labels a text."""
        if labelled.is_multi:
            return False
        counts = np.bincount(labelled.targets, minlength=labelled.n_labels)
        return bool(counts.min() >= self.fewest)


def self_taught(
    head: InstantHead, labelled: Labelled, how: SelfTraining, without: Sequence[int] | Ids = ()
) -> Labelled:
    """The given labels, and beside them what ``head`` says of other documents, but for those
    ``without``; as many rounds as there are shares. One label a text."""
    taught = labelled
    for share in how.shares:
        found = surest(head.fit(taught), labelled, share, how.threshold, without)
        taught = _joined(labelled, *found, how.weight)
    return taught


def surest(
    answers: Answers,
    labelled: Labelled,
    share: float,
    threshold: float = 0.0,
    without: Sequence[int] | Ids = (),
) -> tuple[Ids, Ids]:
    """Documents without a label [k] and what they are said to be: of each label the surest
    ``share``, at least one."""
    sure, said = answers.probabilities.max(1), answers.probabilities.argmax(1)
    is_open = sure >= threshold
    is_open[labelled.rows] = False
    is_open[np.asarray(without, np.int64)] = False
    found = []
    for label in range(labelled.n_labels):
        rows = np.flatnonzero(is_open & (said == label))
        found.append(
            rows[np.argsort(-sure[rows], kind="stable")][: int(np.ceil(share * len(rows)))]
        )
    rows = np.sort(np.concatenate(found))
    return rows, said[rows]


def out_of_fold(
    head: InstantHead, labelled: Labelled, how: SelfTraining, seed: int = 0
) -> InParts[tuple[FloatArray, Ids]]:
    """Logits [k, C] of labelled documents that neither the labels nor the self-training of their
    model knew, and their places in ``labelled``; folds by ``seed``, a part for each."""
    logits, places = [np.empty((0, labelled.n_labels))], [np.empty(0, np.int64)]
    for train, test in folds(labelled.targets, seed, labelled.groups):
        twin, shown = head.twin(), labelled.select(train)
        said = twin.fit(self_taught(twin, shown, how, labelled.rows[test]))
        asked = said.probabilities[labelled.rows[test]].astype(np.float64)
        logits.append(np.log(np.maximum(asked, _SMALLEST)))
        places.append(test)
        yield
    return np.concatenate(logits), np.concatenate(places)


def _joined(labelled: Labelled, rows: Ids, targets: Ids, weight: float) -> Labelled:
    own = np.ones(len(labelled)) if labelled.weights is None else labelled.weights
    return Labelled(
        np.concatenate([labelled.rows, rows]),
        np.concatenate([labelled.targets, targets]),
        labelled.n_labels,
        np.concatenate([own, np.full(len(rows), weight)]),
    )
