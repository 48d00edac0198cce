from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.core.fewshot.corpora import KINDS, hand_made_views, oracle, session_of
from ulmfit_core.fewshot import session as module
from ulmfit_core.fewshot.queue import Reason, Strategy, Why
from ulmfit_core.fewshot.session import Decisions, Session

SPAM, HAM, NEWS = 7, 3, 5  # label ids, in the project's order
NONE = np.empty(0, np.int64)


def decisions(*documents: int, task: str = "single") -> Decisions:
    labels = tuple((SPAM, HAM, NEWS)[KINDS[id_ - 1]] for id_ in documents)
    given = tuple((label,) for label in labels)
    return Decisions(np.array(documents, np.int64), given, (SPAM, HAM, NEWS), task)


def session() -> Session:
    return session_of(hand_made_views())


def test_columns_are_the_project_s_labels() -> None:
    answer = session().answer(decisions(1, 2, 3, 4, 5, 6), np.arange(7, 61), Strategy.MIXTURE, 0.5)
    assert answer.labels == (SPAM, HAM, NEWS)
    assert answer.answers is not None
    assert (answer.answers.probabilities.argmax(1) == KINDS).all()
    assert sorted(answer.queue.rows) == list(range(7, 61))


def test_a_label_deleted_between_two_readings_is_no_decision() -> None:
    read = ((1, (SPAM,)), (2, (HAM, NEWS)), (3, (NEWS,)))
    single = Decisions.of(read, (SPAM, HAM), "single")
    assert single.labels == ((SPAM,), (HAM,), ())
    assert session().labelled(single).rows.tolist() == [0, 1]
    multi = session().labelled(Decisions.of(read, (SPAM, HAM), "multi"))
    assert multi.targets.tolist() == [[1, 0], [0, 1], [0, 0]]


def test_it_knows_which_decisions_are_about_the_same_text() -> None:
    views = replace(hand_made_views(), groups=np.arange(60) % 30)
    for task in ("single", "multi"):
        found = session_of(views).labelled(decisions(1, 5, 31, task=task))
        assert found.groups is not None
        assert found.groups.tolist() == [0, 4, 0]
        assert session().labelled(decisions(1, 5, task=task)).groups is None


def test_without_two_labels_there_is_a_queue_and_no_answer() -> None:
    for calibrate in (False, True):
        open_ = np.arange(2, 61)
        answer = session().answer(decisions(1), open_, Strategy.MIXTURE, 0.5, calibrate=calibrate)
        assert (answer.answers, answer.verdict, answer.wants_calibration) == (None, None, False)
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
    made, test_set = session(), np.array([1, 4, 60, 99])  # the last came after the preparation
    similar = made.similar(4, test_set)
    assert similar.documents[0] == 4
    assert sorted([1, 60, *similar.documents.tolist()]) == list(range(1, 61))
    assert (KINDS[similar.documents[:19] - 1] == 0).all()
    assert made.similar(4, test_set, most=5).documents.tolist()[0] == 4
    assert [made.similar(id_, test_set, most=5).n_same for id_ in (0, 1, 60, 61)] == [0, 5, 5, 0]


@pytest.mark.parametrize(("task", "why"), [("single", Why.TORN), ("multi", Why.UNSURE)])
def test_what_the_head_cannot_tell_is_asked_first_and_says_why(task: str, why: Why) -> None:
    made, open_ = session_of(hand_made_views(reading=False)), np.arange(31, 61)
    queue = made.answer(decisions(*range(1, 31), task=task), open_, Strategy.UNCERTAIN, 0.5).queue
    assert KINDS[queue.rows[0] - 1] > 0
    assert queue.reasons[int(queue.rows[0])].why is why
    assert set(queue.reasons) <= set(open_.tolist())


@pytest.mark.parametrize("task", ["single", "multi"])
def test_the_rarest_label_is_that_of_fewest_texts(task: str) -> None:
    taught, open_ = decisions(1, 4, 2, 5, 3, task=task), np.arange(31, 61)
    queue = session().answer(taught, open_, Strategy.RARE, 0.5).queue
    assert queue.reasons[int(queue.rows[0])] == Reason(Why.RARE, (2,))
    assert KINDS[queue.rows[0] - 1] == 2


def test_a_model_speaks_while_it_is_better_and_until_it_is_gone() -> None:
    made, all_ = session_of(hand_made_views(reading=False)), decisions(*range(1, 61))
    spoken = []
    for model in (oracle(), oracle(wrong=tuple(range(30))), None):
        made.challenge(model)
        wants = made.answer(all_, NONE, Strategy.ORIGINAL, 0.5).wants_calibration
        answer = made.answer(all_, NONE, Strategy.ORIGINAL, 0.5, calibrate=True)
        assert answer.answers is not None
        speaks = answer.verdict is not None and answer.verdict.speaks
        spoken.append((wants, speaks, answer.answers.n_labelled))
    assert spoken == [(True, True, 40), (True, False, 60), (False, False, 60)]


def test_the_last_decisions_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_LABELLED", 2)
    assert session().labelled(decisions(1, 2, 60)).rows.tolist() == [1, 59]


def test_a_round_that_calibrates_wants_no_other() -> None:
    made, open_ = session(), np.arange(31, 61)
    taught = decisions(*range(1, 31))
    assert made.answer(taught, open_, Strategy.MIXTURE, 0.5).wants_calibration
    too_few = decisions(1, 2)  # to hold any out
    assert not made.answer(too_few, open_, Strategy.MIXTURE, 0.5, calibrate=True).wants_calibration
    assert not made.answer(taught, open_, Strategy.MIXTURE, 0.5, calibrate=True).wants_calibration
    answer = made.answer(taught, open_, Strategy.MIXTURE, 0.5)
    assert not answer.wants_calibration
