"""How far off a count may be that is told from a sample."""

from __future__ import annotations

from math import comb

import pytest

from ulmfit_core.evaluation.intervals import CountBounds, count_bounds


def chance(hits: int, n: int, k: int, size: int) -> float:
    return comb(k, hits) * comb(size - k, n - hits) / comb(size, n)


def test_a_hundred_without_a_hit_mean_three_of_a_hundred_at_most() -> None:
    bounds = count_bounds(0, 100, 7680)
    assert bounds.low == 0
    assert bounds.high == pytest.approx(0.03 * 7680, rel=0.03)


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
    assert max(at_most, at_least) <= 0.05
    at_most = sum(chance(hits, 30, bounds.high, 400) for hits in range(3))
    at_least = sum(chance(hits, 30, bounds.low, 400) for hits in range(2, 31))
    assert min(at_most, at_least) > 0.05


def test_a_million_texts_take_no_time_to_tell() -> None:
    bounds = count_bounds(5, 1000, 1_000_000)
    assert 1_900 < bounds.low < 2_100  # Poisson: 1.97 to 10.51 of a thousand
    assert 10_300 < bounds.high < 10_600
