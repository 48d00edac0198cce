from __future__ import annotations

import numpy as np

from app.models.label_queue import LabelQueue, random_order


def always(id_: int) -> bool:
    return True


def never(id_: int) -> bool:
    return False


def queue(*ids: int, trail: tuple[int, ...] = ()) -> LabelQueue:
    return LabelQueue(np.array(ids, np.int64), trail)


def test_texts_come_in_order_and_decided_ones_not() -> None:
    made = queue(4, 2, 9)
    assert [made.advance(lambda id_: id_ != 2) for _ in range(3)] == [4, 9, None]
    assert made.current is None
    assert made.back() == 9


def test_going_back_and_on_ends_where_one_was() -> None:
    made = queue(1, 2, 3, 4)
    for _ in range(3):
        made.advance(always)
    assert (made.back(), made.back()) == (2, 1)
    decided = {1, 2}
    assert made.advance(lambda id_: id_ not in decided) == 3
    assert (made.back(), made.forward(always), made.forward(always)) == (2, 3, 4)


def test_a_text_out_of_turn_leads_back() -> None:
    made = queue(1, 2, 3)
    made.advance(always)
    made.go_to(7)
    assert made.current == 7
    assert made.advance(lambda id_: id_ != 7) == 1
    made.go_to(3)
    assert made.advance(lambda id_: id_ > 1) == 2  # and 3 is not offered twice
    assert made.advance(lambda id_: id_ > 3) is None


def test_another_order_offers_nothing_twice_and_counts_what_is_left() -> None:
    made = queue(1, 2, 3, 4)
    assert (made.n_left, made.can_go_back, made.advance(always)) == (4, False, 1)
    assert (made.n_left, made.can_go_back, made.forward(always)) == (4, False, 2)
    assert (made.n_left, made.can_go_back) == (3, True)
    made.reorder(np.array([4, 2, 1, 3], np.int64))
    assert [made.forward(always) for _ in range(3)] == [4, 3, None]
    assert made.n_left == 0


def test_a_text_that_was_shown_is_gone_back_to() -> None:
    made = queue(1, 2, 3)
    for _ in range(3):
        made.advance(always)
    made.go_to(1)
    assert (made.current, made.forward(never), made.forward(never)) == (1, 2, 3)


def test_the_first_text_of_all_may_be_one_out_of_turn() -> None:
    made = queue(1, 2)
    made.go_to(7)
    assert (made.current, made.advance(lambda id_: id_ != 7)) == (7, 1)


def test_the_trail_of_an_earlier_time_is_gone_back_over() -> None:
    made = queue(1, 2, trail=(8, 9, 8))
    assert made.advance(lambda id_: id_ < 8) == 1
    assert made.can_go_back
    assert (made.back(), made.back(), made.back()) == (9, 8, 8)


def test_random_order_keeps_every_text_and_is_no_order() -> None:
    ids = np.arange(1000, dtype=np.int64)
    order = random_order(ids)
    assert sorted(order) == list(ids)
    assert np.corrcoef(ids, order)[0, 1] < 0.2
    assert (random_order(ids) == order).all()
