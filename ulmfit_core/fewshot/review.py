"""Looking back at what was labelled: how good it makes the quick model, and what to check again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.arrays import Ids
from ulmfit_core.evaluation.abstaining import Coverage, coverage_curve
from ulmfit_core.evaluation.label_errors import (
    find_contradictions,
    find_label_suspects,
    find_suspects,
)
from ulmfit_core.fewshot.instant_head import InstantHead, Member
from ulmfit_core.fewshot.labelled import Labelled
from ulmfit_core.fewshot.learning_curve import LearningCurve, learning_curve, n_missing
from ulmfit_core.fewshot.member_fit import probabilities
from ulmfit_core.fewshot.queue import SAME, Reason, Why
from ulmfit_core.fewshot.session import Decisions, Session
from ulmfit_core.fewshot.stopping import StopAdvice, stop_advice

_WORDS = (Member(("words",), 10.0),)
_UNREAD = (Member(("topics",), 10.0), Member(("words",), 10.0))  # the head's, but for the reading
_MOST_DOUBTS = 200
_SHARE_AGAIN, _FEWEST_AGAIN = 0.05, 10


@dataclass(frozen=True, slots=True)
class Review:
    """What can be said so far; ``curve`` is None while ``n_missing`` more labels are needed."""

    n_missing: int
    curve: LearningCurve | None = None
    advice: StopAdvice | None = None
    coverage: tuple[Coverage, ...] = ()  # single-label only


@dataclass(frozen=True, slots=True)
class Doubt:
    """A labelled document that others speak against, and what they say of it."""

    document: int
    reason: Reason  # its labels are columns of ``Decisions.known``
    probabilities: tuple[float, ...]  # of each known label, by models that were not shown it


def review(session: Session, decisions: Decisions) -> Iterator[Review]:
    """What the labels are worth, surer with every item; may run beside the session's own rounds."""
    labelled = session.labelled(decisions)
    missing = n_missing(labelled)
    if missing:
        yield Review(missing)
        return
    head = session.head.twin()
    head.temper(session.head.temperature)
    found = Review(0)
    words = InstantHead(session.views, _WORDS)
    unread = InstantHead(session.views, _UNREAD) if head.reads else None
    if unread is not None:
        unread.teach(head.meanings)
    for curve in learning_curve(head, words, labelled, unread=unread):
        found = replace(found, curve=curve)
        yield found
    more = None if found.curve is None else found.curve.more
    found = replace(found, advice=stop_advice(head, labelled, more))
    if not labelled.is_multi:
        found = replace(found, coverage=_coverage(head, labelled))
    yield found


def doubts(session: Session, decisions: Decisions, settled: Ids) -> list[Doubt]:
    """Documents whose label is likely wrong, contradicting near-duplicates first.

    ``settled`` were looked at already. Nothing where too few are labelled.
    """
    labelled = session.labelled(decisions)
    head = session.head.twin()
    if n_missing(labelled):
        return []
    logits, places = head.out_of_fold(labelled)
    held_out = probabilities(logits, labelled.is_multi)
    row_of = {int(place): row for row, place in enumerate(places)}
    found: dict[int, Doubt] = {}
    if labelled.is_multi:
        reasons = _reasons_of_several(labelled.targets[places], held_out, places)
    else:
        reasons = _reasons(session, labelled, held_out, row_of)
    for place, reason in reasons:
        document = int(labelled.rows[place]) + 1
        said = tuple(float(p) for p in held_out[row_of[place]])
        found.setdefault(document, Doubt(document, reason, said))
    done = set(settled.tolist())
    return [doubt for id_, doubt in found.items() if id_ not in done][:_MOST_DOUBTS]


def to_ask_again(documents: Ids, asked: Ids, last: Ids, seed: int) -> Ids:
    """A twentieth of the labelled documents at random, ten at least, to be labelled again blind.

    Those ``asked`` again before count towards it; the ``last`` ones are still remembered.
    """
    wanted = max(_FEWEST_AGAIN, round(_SHARE_AGAIN * len(documents))) - len(asked)
    left = np.setdiff1d(documents, np.concatenate([asked, last]))
    return np.random.default_rng(seed).permutation(left)[: max(0, wanted)]


def _reasons(
    session: Session, labelled: Labelled, held_out: NDArray[np.float64], row_of: dict[int, int]
) -> Iterator[tuple[int, Reason]]:
    """Of two texts that contradict each other, the one that others speak against more."""
    targets, places = labelled.targets, np.array(list(row_of), np.int64)
    texts = session.views.directions(labelled.rows[places])
    for pair in find_contradictions(texts, targets[places], SAME):
        sides = ((pair.place, pair.other), (pair.other, pair.place))
        given = [tuple(int(targets[places[i]]) for i in side) for side in sides]
        pairs = zip(sides, given, strict=True)
        worse = int(np.argmax([held_out[i, b] - held_out[i, a] for (i, _), (a, b) in pairs]))
        yield int(places[sides[worse][0]]), Reason(Why.CONTRADICTED, given[worse])
    for suspect in find_suspects(held_out, targets[places]):
        reason = Reason(Why.DOUBTED, (suspect.given, suspect.suggested))
        yield int(places[suspect.place]), reason


def _reasons_of_several(
    targets: Ids, held_out: NDArray[np.float64], places: Ids
) -> Iterator[tuple[int, Reason]]:
    """Of texts with any number of labels: one that each should have, or should not."""
    for label, suspect in find_label_suspects(held_out, targets):
        why = Why.SURPLUS if suspect.given else Why.MISSED
        yield int(places[suspect.place]), Reason(why, (label,))


def _coverage(head: InstantHead, labelled: Labelled) -> tuple[Coverage, ...]:
    logits, places = head.out_of_fold(labelled)
    groups = None if labelled.groups is None else labelled.groups[places]
    held_out = probabilities(logits / head.temperature, False)  # as sure as suggestions are
    return tuple(coverage_curve(held_out, labelled.targets[places], groups))
