"""How far off a count may be that is told from a sample."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

from ulmfit_core.evaluation.intervals import (
    CountBounds,
    count_bounds,
    difference_interval,
    effective_size,
    effective_sizes,
    interval_among,
    share_interval,
)


def chance(hits: int, n: int, k: int, size: int) -> float:
    return comb(k, hits) * comb(size - k, n - hits) / comb(size, n)


def test_a_hundred_without_a_hit_mean_three_of_a_hundred_at_most() -> None:
    bounds = count_bounds(0, 100, 7680)
    assert bounds.low == 0
    assert bounds.high == pytest.approx(0.03 * 7680, rel=0.1)


def test_who_looked_at_everything_knows_the_count() -> None:
    assert count_bounds(3, 40, 40) == CountBounds(3, 3)
    assert count_bounds(0, 1, 1) == CountBounds(0, 0)
    assert count_bounds(1, 1, 1) == CountBounds(1, 1)


def test_nothing_but_hits_leaves_no_upper_bound() -> None:
    assert count_bounds(20, 20, 500).high == 500


@pytest.mark.parametrize(("n", "size"), [(5, 12), (20, 60), (30, 400)])
def test_each_bound_is_wrong_in_one_of_twenty_samples_at_most(n: int, size: int) -> None:
    bounds = [count_bounds(hits, n, size) for hits in range(n + 1)]
    for k in range(size + 1):
        chances = [chance(hits, n, k, size) for hits in range(n + 1)]
        pairs = list(zip(chances, bounds, strict=True))
        assert sum(p for p, found in pairs if found.low > k) <= 0.05
        assert sum(p for p, found in pairs if found.high < k) <= 0.05


def test_the_bounds_are_as_tight_as_that_allows() -> None:
    bounds = count_bounds(2, 30, 400)
    at_most = sum(chance(hits, 30, bounds.high + 1, 400) for hits in range(3))
    at_least = sum(chance(hits, 30, bounds.low - 1, 400) for hits in range(2, 31))
    assert max(at_most, at_least) <= 0.035
    at_most = sum(chance(hits, 30, bounds.high, 400) for hits in range(3))
    at_least = sum(chance(hits, 30, bounds.low, 400) for hits in range(2, 31))
    assert min(at_most, at_least) > 0.035


@pytest.mark.parametrize("k", [8, 25, 60])
def test_a_sample_that_grows_is_wrong_at_some_look_in_one_of_twenty_at_most(k: int) -> None:
    size, more = 300, 30
    one_look, grown = (_wrong_at_some_look(k, size, more, by) for by in (0, 1))
    assert grown <= 0.05
    assert one_look > grown


def _wrong_at_some_look(k: int, size: int, more: int, by: int) -> float:
    """The chance that the upper bound is, of six; ``by``: how much a look is later than before."""
    right, wrong = {0: 1.0}, 0.0
    for look in range(6):
        paths = [
            (hits + new, p * chance(new, more, k - hits, size - more * look))
            for hits, p in right.items()
            for new in range(min(more, k - hits) + 1)
        ]
        right = {}
        for hits, p in paths:
            if count_bounds(hits, more * (look + 1), size, 1 + by * look).high < k:
                wrong += p
            else:
                right[hits] = right.get(hits, 0.0) + p
    return wrong


def test_a_million_texts_take_no_time_to_tell() -> None:
    bounds = count_bounds(5, 1000, 1_000_000)
    assert 1_700 < bounds.low < 1_900  # Poisson: 1.79 to 11.05 of a thousand
    assert 10_800 < bounds.high < 11_200


def test_without_copies_the_interval_is_wilson_s() -> None:
    right = np.arange(40) < 31
    found, expected = interval_among(right, np.arange(40)), share_interval(31, 40)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))


def test_copies_of_a_text_tell_no_more_than_one() -> None:
    right, groups = np.arange(40) < 31, np.arange(40)
    once, thrice = interval_among(right, groups), interval_among(right.repeat(3), groups.repeat(3))
    assert (thrice.low, thrice.high) == pytest.approx((once.low, once.high))


def test_one_text_of_many_copies_makes_the_others_tell_less() -> None:
    assert effective_size(np.array([0, 0, 0, 4])) == pytest.approx(16 / 10)
    groups = np.array([4, 0, 4, 2, 0, 4])
    sizes = [effective_size(groups[:n]) for n in range(1, 7)]
    assert effective_sizes(groups).tolist() == pytest.approx(sizes)


def test_an_interval_of_texts_of_which_few_come_often_holds_19_times_in_20() -> None:
    rng, n_held = np.random.default_rng(4), np.zeros(2)
    for _ in range(2000):
        groups = np.arange(150).repeat(np.minimum(rng.zipf(2.2, 150), 30))
        right = (rng.random(150) < 0.9)[groups]
        found, naive = interval_among(right, groups), share_interval(right.sum(), len(right))
        n_held += [each.low <= 0.9 <= each.high for each in (found, naive)]
    assert n_held[0] / 2000 == pytest.approx(0.95, abs=0.02)
    assert n_held[1] / 2000 < 0.8


def test_right_where_the_other_is_wrong_leaves_no_doubt() -> None:
    right, other = np.arange(100) < 90, np.arange(100) < 60
    found = difference_interval(right, other)
    half = 1.96 * np.sqrt(31 - 30**2 / 102) / 102  # Agresti and Min, equation 2
    assert (found.low, found.high) == pytest.approx((30 / 102 - half, 30 / 102 + half), abs=1e-5)
    same = difference_interval(right, right)
    assert same.low == pytest.approx(-same.high) == pytest.approx(-1.96 / 102, abs=1e-5)


def test_one_text_however_often_it_comes_is_no_sure_difference() -> None:
    """As of a survey's answers, of which many are "nothing"."""
    groups = np.concatenate([np.zeros(7, np.int64), np.arange(1, 77)])
    right, other = groups > 0, np.ones(83, bool)
    found = difference_interval(right, other, groups)
    assert found.low < -7 / 83
    assert found.high > 0
    assert difference_interval(right, other).high < 0


def test_copies_of_a_text_are_one_draw() -> None:
    rng, groups = np.random.default_rng(2), np.arange(80)
    right, other = rng.random((2, 80)) < [[0.8], [0.6]]
    once = difference_interval(right, other)
    twice = difference_interval(right.repeat(2), other.repeat(2), groups.repeat(2))
    assert (twice.low, twice.high) == pytest.approx((once.low, once.high))


def test_the_difference_of_two_good_ones_is_held_19_times_in_20() -> None:
    rng, n_held = np.random.default_rng(3), 0
    for _ in range(1000):
        first, again, own = rng.random((3, 50))
        right, other = first < 0.95, np.where(again < 0.7, first, own) < 0.93
        found = difference_interval(right, other)
        n_held += found.low <= 0.02 <= found.high
    assert n_held >= 940  # of resampled pairs 770
