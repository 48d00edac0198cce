from __future__ import annotations

import numpy as np
import pytest

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
