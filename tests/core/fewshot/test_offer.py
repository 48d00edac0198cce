from __future__ import annotations

from ulmfit_core.fewshot.offer import Decided, Due, Offer, full_run_offer


def decided(n: int, *, first: int = 1, labels: tuple[int, ...] = (7, 8)) -> dict[int, tuple]:
    return {id_: (labels[id_ % len(labels)],) for id_ in range(first, first + n)}


def test_the_first_waits_for_enough_of_two_labels() -> None:
    assert full_run_offer(decided(19), None) is None
    assert full_run_offer(decided(20), None) == Offer(Due.FIRST, 20, 20)
    lonely: Decided = {**decided(60, labels=(7,)), 99: (8,)}
    assert full_run_offer(lonely, None) is None
    five: Decided = {**decided(15, labels=(7,)), **decided(5, first=16, labels=(8,))}
    assert full_run_offer(five, None) == Offer(Due.FIRST, 20, 20)


def test_the_next_waits_for_half_as_many_again() -> None:
    seen = decided(100)
    assert full_run_offer(decided(149), seen) is None
    assert full_run_offer(decided(150), seen) == Offer(Due.GROWN, 150, 50)
    assert full_run_offer(decided(100), seen) is None


def test_a_small_one_is_followed_only_by_twenty_more() -> None:
    assert full_run_offer(decided(39), decided(20)) is None
    assert full_run_offer(decided(40), decided(20)) == Offer(Due.GROWN, 40, 20)


def test_texts_labelled_otherwise_count_as_new() -> None:
    seen = decided(100)
    otherwise: Decided = {**seen, **decided(50, labels=(8, 7))}
    assert full_run_offer(otherwise, seen) == Offer(Due.GROWN, 100, 50)


def test_what_was_undone_since_makes_nothing_new() -> None:
    assert full_run_offer(decided(80), decided(100)) is None


def test_a_label_it_was_not_taught_is_a_reason_of_its_own() -> None:
    seen = decided(100)
    few: Decided = {**seen, **decided(9, first=101, labels=(9,))}
    assert full_run_offer(few, seen) is None
    ten: Decided = {**seen, **decided(10, first=101, labels=(9,))}
    assert full_run_offer(ten, seen) == Offer(Due.NEW_LABEL, 110, 10, 9)
