from __future__ import annotations

import numpy as np

from tests.core.fewshot.corpora import KINDS, hand_made_views, session_of
from ulmfit_core.fewshot.queue import Reason, Why
from ulmfit_core.fewshot.review import doubts, review, to_ask_again
from ulmfit_core.fewshot.session import Decisions, Session

LABELS = (7, 3, 5)
NONE = np.empty(0, np.int64)


def decisions(n: int, wrong: tuple[int, ...] = ()) -> Decisions:
    documents = np.arange(1, n + 1)
    kinds = [(KINDS[id_ - 1] + (id_ in wrong)) % 3 for id_ in documents]
    return Decisions(documents, tuple((LABELS[kind],) for kind in kinds), LABELS)


def session() -> Session:
    return session_of(hand_made_views())


def test_a_review_says_what_is_missing_or_how_good_it_is() -> None:
    assert [r.n_missing for r in review(session(), decisions(6))] == [14]
    *_, last = review(session(), decisions(60))
    assert last.curve is not None
    assert last.curve.head[-1].mean > 0.99
    assert last.curve.unread[-1].mean < 0.8  # kind 2 is told by reading alone
    assert last.advice is not None
    assert last.advice.should_stop
    assert last.coverage[0].answered == 1.0
    assert last.coverage[0].wrong == 0.0


def test_it_is_as_sure_as_what_is_suggested() -> None:
    made = session()
    made.head.temper(3.0)
    *_, hot = review(made, decisions(60))
    *_, last = review(session(), decisions(60))
    assert hot.coverage[0].threshold < last.coverage[0].threshold


def test_before_the_language_model_has_read_nothing_is_beside_it() -> None:
    unread = session_of(hand_made_views(reading=False))
    *_, last = review(unread, decisions(60))
    assert last.curve is not None
    assert last.curve.unread == ()


def test_a_wrong_label_is_doubted_and_its_twins_contradict_it() -> None:
    found = doubts(session(), decisions(60, wrong=(4,)), NONE)
    assert 4 in [doubt.document for doubt in found]
    (first,) = [doubt for doubt in found if doubt.document == 4]
    assert first.reason.why is Why.CONTRADICTED
    assert first.reason.labels[0] == 1  # as it was labelled
    assert int(np.argmax(first.probabilities)) == 0  # as the others say
    assert not [
        d for d in doubts(session(), decisions(60, wrong=(4,)), np.array([4])) if d.document == 4
    ]


def test_of_several_labels_one_too_many_and_one_too_few_are_doubted() -> None:
    documents = np.arange(1, 61)
    given = [[LABELS[kind], 9] if id_ % 2 else [LABELS[kind]] for id_, kind in enumerate(KINDS, 1)]
    given[9] = []  # of kind 0
    given[10] = [*given[10], LABELS[0]]  # of kind 1
    made = Decisions(documents, tuple(map(tuple, given)), (*LABELS, 9), "multi")
    reasons = {doubt.document: doubt.reason for doubt in doubts(session(), made, NONE)}
    assert reasons[10] == Reason(Why.MISSED, (0,))
    assert reasons[11] == Reason(Why.SURPLUS, (0,))
    assert {10, 11} == {d for d, reason in reasons.items() if reason.labels != (3,)}


def test_right_labels_are_left_alone() -> None:
    assert doubts(session(), decisions(60), NONE) == []
    assert doubts(session(), decisions(6, wrong=(4,)), NONE) == []


def test_a_twentieth_is_asked_again_but_not_what_is_remembered() -> None:
    documents = np.arange(1, 401)
    asked, last = np.array([1, 2, 3]), np.arange(300, 401)
    again = to_ask_again(documents, asked, last, seed=0)
    assert len(again) == 17
    assert not set(again.tolist()) & {*asked.tolist(), *last.tolist()}
    assert len(to_ask_again(documents[:5], NONE, NONE, seed=0)) == 5
    assert not len(to_ask_again(documents[:20], documents[:14], NONE, seed=0))
