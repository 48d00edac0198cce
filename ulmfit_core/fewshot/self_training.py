"""Self-training: the surest answers of the quick classifier become labels for its next round.

Yarowsky 1995, with a threshold on calibrated probabilities, as many answers of a label as its own
labels allow, and a bound on the rounds. Whether it pays was measured
(``tests/benchmarks/RESULTS.md``, "Few labels").
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.fewshot.instant_head import Answers, InstantHead, Labelled

Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SelfTraining:
    """How sure an answer has to be, and how much it then counts."""

    threshold: float = 0.9  # calibrated probability
    rounds: int = 2  # at most; fewer where the answers do not change
    most: float = 2.0  # answers taken of a label, for each text that was given it
    weight: float = 0.5  # of such an answer, a given label being 1


def self_train(head: InstantHead, labelled: Labelled, how: SelfTraining) -> Answers:
    """What ``head`` says of all documents once it has learnt from its own sure answers too.

    Calibrate the head before: the threshold is one of honest probabilities. Raises ValueError
    unless the labels can teach, and for several labels a text.
    """
    if labelled.is_multi:
        raise ValueError("self-training takes one label a text")
    answers = head.fit(labelled)
    before: Ids = np.empty(0, np.int64)
    for _ in range(how.rounds):
        rows, targets = sure_answers(answers, labelled, how)
        if np.array_equal(rows, before):
            break
        answers = replace(head.fit(_joined(labelled, rows, targets, how)), n_labelled=len(labelled))
        before = rows
    return answers


def sure_answers(answers: Answers, labelled: Labelled, how: SelfTraining) -> tuple[Ids, Ids]:
    """Documents without a label whose answer is sure enough [k], and that answer; of each label
    the surest, ``how.most`` for each text that was given it."""
    sure, said = answers.probabilities.max(1), answers.probabilities.argmax(1)
    is_open = sure >= how.threshold
    is_open[labelled.rows] = False
    given = np.bincount(labelled.targets, minlength=labelled.n_labels)
    found = []
    for label, n in enumerate(given):
        rows = np.flatnonzero(is_open & (said == label))
        found.append(rows[np.argsort(-sure[rows], kind="stable")][: int(how.most * n)])
    rows = np.sort(np.concatenate(found))
    return rows, said[rows]


def _joined(labelled: Labelled, rows: Ids, targets: Ids, how: SelfTraining) -> Labelled:
    return Labelled(
        np.concatenate([labelled.rows, rows]),
        np.concatenate([labelled.targets, targets]),
        labelled.n_labels,
        np.concatenate([np.ones(len(labelled)), np.full(len(rows), how.weight)]),
    )
