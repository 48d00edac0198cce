from __future__ import annotations

import numpy as np
import pytest

from ulmfit_core.arrays import Matrix
from ulmfit_core.fewshot import queue as queue_module
from ulmfit_core.fewshot.queue import Known, Reason, Strategy, Why, order

ROWS = np.arange(6)
# Two groups of three, and within a group texts that are much alike.
TEXTS = np.array(
    [[1, 0, 0], [0.99, 0.1, 0], [0.98, 0.2, 0], [0, 0, 1], [0, 0.1, 0.99], [0, 0.2, 0.98]],
    np.float32,
)
TORN = np.array([[0.9, 0.1], [0.5, 0.5], [0.8, 0.2], [0.1, 0.9], [0.2, 0.8], [0.3, 0.7]])


def known(*labelled: int, torn: bool = True) -> Known:
    return Known(
        TEXTS.__getitem__,
        np.array(labelled, np.int64),
        TORN.astype(np.float32) if torn else None,
        (5, 1),
    )


def test_every_strategy_asks_for_each_text_once() -> None:
    for strategy in Strategy:
        for state in (known(), known(0, torn=False), known(0, 3)):
            queue = order(ROWS, state, strategy, 0.5)
            assert sorted(queue.rows) == ROWS.tolist()


def test_doubt_comes_first_and_says_between_what() -> None:
    queue = order(ROWS, known(0, 3), Strategy.UNCERTAIN)
    assert queue.rows.tolist()[:2] == [1, 5]
    assert queue.reasons[1] == Reason(Why.TORN, (0, 1))


def test_with_several_labels_a_text_doubt_is_about_one_of_them() -> None:
    said = np.array([[0.9, 0.1], [0.95, 0.45], [0.9, 0.9]], np.float32)
    state = Known(TEXTS.__getitem__, np.array([4]), said, (1, 1), is_multi=True)
    queue = order(np.arange(3), state, Strategy.UNCERTAIN)
    assert queue.rows[0] == 1
    assert queue.reasons[1] == Reason(Why.UNSURE, (1,))


def test_the_new_is_what_is_unlike_anything_labelled() -> None:
    queue = order(ROWS[1:], known(0), Strategy.NOVEL)
    assert queue.rows[0] in (3, 4, 5)
    assert queue.reasons[int(queue.rows[0])] == Reason(Why.NOVEL)


def test_at_the_cold_start_both_groups_come_early() -> None:
    queue = order(ROWS, known(torn=False), Strategy.MIXTURE)
    assert {int(row) // 3 for row in queue.rows[:2]} == {0, 1}
    assert queue.reasons[int(queue.rows[0])] == Reason(Why.FIRST)


def test_what_is_nearly_the_same_is_asked_after_all_that_is_not() -> None:
    queue = order(ROWS, known(torn=False), Strategy.MIXTURE)
    assert len(queue.reasons) == 2
    assert {int(row) // 3 for row in queue.rows[:2]} == {0, 1}
    doubtful = order(ROWS, known(), Strategy.UNCERTAIN)
    assert doubtful.rows.tolist()[:2] == [1, 5]
    assert doubtful.rows.tolist()[2:4] == [2, 4]  # by doubt, as each has its like before it


def spread(*degrees: float) -> Matrix:
    """Texts at these angles on a circle."""
    angles = np.radians(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def test_the_first_is_the_most_typical_and_each_after_it_far_from_all_before() -> None:
    texts = spread(0, 30, 60, 100, 180)
    state = Known(texts.__getitem__, np.empty(0, np.int64))
    queue = order(np.arange(5), state, Strategy.NOVEL)
    assert queue.rows.tolist() == [2, 4, 0, 3, 1]
    assert [queue.reasons[row].why for row in (2, 4)] == [Why.FIRST, Why.NOVEL]


def test_new_is_what_is_far_from_the_nearest_labelled_text() -> None:
    texts = spread(0, 90, 40, 70, 130)
    state = Known(texts.__getitem__, np.array([0, 1]))
    assert order(np.arange(2, 5), state, Strategy.NOVEL).rows.tolist() == [2, 4, 3]


def test_torn_names_the_two_likeliest_labels_the_likeliest_first() -> None:
    said = np.array([[0.1, 0.4, 0.5], [0.0, 0.1, 0.9]], np.float32)
    state = Known(TEXTS.__getitem__, np.array([4]), said, (1, 1, 1))
    queue = order(np.arange(2), state, Strategy.UNCERTAIN)
    assert queue.reasons[0] == Reason(Why.TORN, (2, 1))


@pytest.mark.parametrize("is_multi", [False, True])
@pytest.mark.parametrize(("sure", "is_torn"), [(0.6, True), (0.75, True), (0.9, False)])
def test_the_most_doubtful_is_called_torn_only_if_it_is_in_doubt(
    sure: float, is_torn: bool, is_multi: bool
) -> None:
    said = np.array([[sure, 1 - sure, 0], [0.999, 0.001, 0], [0.999, 0.001, 0]], np.float32)
    state = Known(TEXTS.__getitem__, np.array([4]), said, (1, 1, 1), is_multi)
    in_doubt = Why.UNSURE if is_multi else Why.TORN
    reason = order(np.arange(3), state, Strategy.UNCERTAIN).reasons[0]
    assert reason.why is (in_doubt if is_torn else Why.LEAST_SURE)


def test_a_strategy_gives_its_own_reasons() -> None:
    """What is not weighed has not spoken, however much there is of it."""
    sure = np.array([0.9, 0.5, 0.6, 0.7], np.float32)  # the least new is the most doubtful
    texts = spread(0, 60, 120, 180)
    state = Known(texts.__getitem__, np.array([0]), np.stack([sure, 1 - sure], axis=1))
    for strategy, why in ((Strategy.UNCERTAIN, Why.TORN), (Strategy.NOVEL, Why.NOVEL)):
        reasons = order(np.arange(1, 4), state, strategy).reasons
        assert [reason.why for reason in reasons.values()] == [why] * 3
        (only,) = order(np.array([1]), state, strategy).reasons.values()
        assert only.why is why


def test_of_many_texts_the_most_doubtful_are_looked_at_and_some_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queue_module, "_CANDIDATES", 8)
    rows, asked = np.arange(100), []
    sure = np.linspace(0.5, 1.0, 100, dtype=np.float32)  # the first is the most doubtful

    def texts(wanted: np.ndarray) -> Matrix:
        asked.append(wanted)
        return spread(*wanted * 3.6)

    state = Known(texts, np.array([99]), np.stack([sure, 1 - sure], axis=1))
    order(rows, state, Strategy.MIXTURE, 0.25)
    assert asked[0].tolist() == [0, 1, 2, 3, 4, 5, 6, 53]
    order(rows, Known(texts, np.array([99])), Strategy.MIXTURE)
    assert len(asked[2]) == 8


def test_novelty_is_measured_against_the_last_labelled_texts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queue_module, "_MOST_LABELLED", 1)
    state = Known(spread(0, 90, 10, 60).__getitem__, np.array([0, 1]))
    assert order(np.array([2, 3]), state, Strategy.NOVEL).rows.tolist() == [2, 3]


def test_the_rare_label_is_looked_for() -> None:
    queue = order(ROWS, known(0, 3), Strategy.RARE)
    assert queue.rows[0] == 3
    assert queue.reasons[3] == Reason(Why.RARE, (1,))


def test_the_slider_leads_from_doubt_to_the_new() -> None:
    doubtful, new = (order(ROWS[1:], known(0), Strategy.MIXTURE, mix).rows[0] for mix in (0, 1))
    assert doubtful == 1
    assert new in (3, 4, 5)


@pytest.mark.parametrize("strategy", [Strategy.RANDOM, Strategy.ORIGINAL])
def test_a_fair_order_stays_one(strategy: Strategy) -> None:
    queue = order(ROWS, known(0, 3), strategy)
    if strategy is Strategy.ORIGINAL:
        assert queue.rows.tolist() == ROWS.tolist()
    assert all(reason.why is Why.RANDOM for reason in queue.reasons.values())


def test_no_open_text_is_no_trouble() -> None:
    assert not len(order(ROWS[:0], known(0), Strategy.MIXTURE).rows)
