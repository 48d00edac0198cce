from __future__ import annotations

from dataclasses import replace

import numpy as np

from tests.core.fewshot.corpora import KINDS, hand_made_views
from ulmfit_core.fewshot.queue import Strategy
from ulmfit_core.fewshot.session import Decisions, Session

SPAM, HAM, NEWS = 7, 3, 5  # label ids, in the project's order


def decisions(*documents: int, task: str = "single") -> Decisions:
    labels = tuple((SPAM, HAM, NEWS)[KINDS[id_ - 1]] for id_ in documents)
    given = tuple((label,) for label in labels)
    return Decisions(np.array(documents, np.int64), given, (SPAM, HAM, NEWS), task)


def session() -> Session:
    return Session.of_views(hand_made_views())


def test_columns_are_the_project_s_labels() -> None:
    answer = session().answer(decisions(1, 2, 3, 4, 5, 6), np.arange(7, 61), Strategy.MIXTURE, 0.5)
    assert answer.labels == (SPAM, HAM, NEWS)
    assert answer.answers is not None
    assert (answer.answers.probabilities.argmax(1) == KINDS).all()
    assert sorted(answer.queue.rows) == list(range(7, 61))


def test_it_knows_which_decisions_are_about_the_same_text() -> None:
    views = replace(hand_made_views(), groups=np.arange(60) % 30)
    for task in ("single", "multi"):
        found = Session.of_views(views).labelled(decisions(1, 5, 31, task=task))
        assert found.groups is not None
        assert found.groups.tolist() == [0, 4, 0]
        assert session().labelled(decisions(1, 5, task=task)).groups is None


def test_without_two_labels_there_is_a_queue_and_no_answer() -> None:
    answer = session().answer(decisions(1), np.arange(2, 61), Strategy.MIXTURE, 0.5)
    assert answer.answers is None
    assert len(answer.queue.rows) == 59


def test_documents_that_came_later_are_asked_last_and_taught_not_at_all() -> None:
    later = Decisions(np.array([1, 2, 61]), ((SPAM,), (HAM,), (NEWS,)), (SPAM, HAM, NEWS))
    made = session()
    assert made.labelled(later).rows.tolist() == [0, 1]
    answer = made.answer(later, np.array([62, 3, 4]), Strategy.ORIGINAL, 0.5)
    assert answer.queue.rows.tolist() == [3, 4, 62]


def test_a_document_without_a_label_teaches_in_a_multi_label_project_alone() -> None:
    none_of_them = Decisions(np.array([1, 2, 3]), ((SPAM,), (), (HAM, NEWS)), (SPAM, HAM, NEWS))
    assert session().labelled(none_of_them).rows.tolist() == [0]
    many = Decisions(none_of_them.documents, none_of_them.labels, none_of_them.known, "multi")
    assert session().labelled(many).targets.tolist() == [[1, 0, 0], [0, 0, 0], [0, 1, 1]]


def test_similar_texts_begin_with_the_text_itself_and_leave_the_test_set_out() -> None:
    similar = session().similar(4, np.array([1, 7]), most=5)
    assert similar.documents[0] == 4
    assert not {1, 7} & set(similar.documents.tolist())
    assert (KINDS[similar.documents - 1] == 0).all()
    assert similar.n_same == 5
    assert not len(session().similar(99, np.array([], np.int64)).documents)


def test_a_round_that_calibrates_wants_no_other() -> None:
    made, open_ = session(), np.arange(31, 61)
    taught = decisions(*range(1, 31))
    assert made.answer(taught, open_, Strategy.MIXTURE, 0.5).wants_calibration
    assert not made.answer(taught, open_, Strategy.MIXTURE, 0.5, calibrate=True).wants_calibration
    answer = made.answer(taught, open_, Strategy.MIXTURE, 0.5)
    assert answer.answers is not None
    assert answer.answers.is_calibrated
    assert not answer.wants_calibration
