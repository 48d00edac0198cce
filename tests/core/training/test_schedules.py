"""Schedules: positive, never above the peak, and at the peak where they say."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from ulmfit_core.training.plan import SCHEDULES
from ulmfit_core.training.schedules import (
    cool_down,
    cosine,
    one_cycle,
    one_cycle_momentum,
    slanted_triangular,
    symmetric_triangular,
    warmup_stable,
)


def test_slanted_triangle_at_every_length_to_10_000() -> None:
    for total in range(3, 10_001):
        cut = max(1, math.floor(total * 0.1))
        assert slanted_triangular(0, total) == 1 / 32
        assert slanted_triangular(cut, total) == 1.0
        assert slanted_triangular(total - 1, total) == pytest.approx(1 / 32)
        assert slanted_triangular(cut - 1, total) < 1.0
        assert slanted_triangular(cut + 1, total) < 1.0


@pytest.mark.parametrize("total", [*range(1, 300), 1000, 9_999])
def test_slanted_triangle_stays_positive_and_below_its_peak(total: int) -> None:
    values = [slanted_triangular(step, total) for step in range(total)]
    assert min(values) >= 1 / 32 - 1e-12
    assert max(values) <= 1.0
    cut = values.index(max(values))
    assert values[: cut + 1] == sorted(values[: cut + 1])
    assert values[cut:] == sorted(values[cut:], reverse=True)


@pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=SCHEDULES.keys())
def test_a_stage_of_one_update_runs_at_the_peak(schedule: Callable[[int, int], float]) -> None:
    assert schedule(0, 1) == 1.0


def test_slanted_triangle_of_two_steps() -> None:
    """Too few for a triangle: they rise, and one is the peak."""
    assert [slanted_triangular(step, 2) for step in range(2)] == [1 / 32, 1.0]


def test_slanted_triangle_is_the_paper_s_where_the_paper_s_is_defined() -> None:
    """Equation 3 at T = 1,000; the fall ends one step sooner here, at 1/ratio exactly."""
    for step in (0, 50, 99, 100, 400, 998):
        p = step / 100 if step < 100 else 1 - (step - 100) / (100 * (1 / 0.1 - 1))
        assert slanted_triangular(step, 1000) == pytest.approx((1 + p * 31) / 32, abs=2e-3)


@pytest.mark.parametrize("total", [1, 2, 3, 5, 17, 100, 1001])
@pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=SCHEDULES.keys())
def test_every_schedule_is_a_positive_share_of_the_peak(
    schedule: Callable[[int, int], float], total: int
) -> None:
    values = [schedule(step, total) for step in range(total)]
    assert all(0 < value <= 1 for value in values)
    if total >= 17:
        assert max(values) == pytest.approx(1.0)


def test_symmetric_triangle_peaks_in_the_middle() -> None:
    values = [symmetric_triangular(step, 101) for step in range(101)]
    assert values.index(max(values)) == 50
    assert values[20] == pytest.approx(values[80])


def test_cosine_falls_from_one_to_almost_nothing() -> None:
    values = [cosine(step, 100) for step in range(100)]
    assert values[0] == 1.0
    assert values[50] == pytest.approx(0.5)
    assert 0 < values[-1] < 1e-3


def test_one_cycle_starts_at_a_25th_peaks_at_a_quarter_and_ends_at_nothing() -> None:
    values = [one_cycle(step, 101) for step in range(101)]
    assert values[0] == pytest.approx(1 / 25)
    assert values[25] == 1.0
    assert values[100] == pytest.approx(1e-5)


def test_one_cycle_and_its_momentum_are_half_way_in_the_middle_of_rise_and_fall() -> None:
    total, peak = 105, 26
    for middle, low in ((peak / 2, 1 / 25), ((peak + total - 1) / 2, 1e-5)):
        assert one_cycle(int(middle), total) == pytest.approx((1 + low) / 2)
        assert one_cycle_momentum(int(middle), total) == pytest.approx(0.75)
    assert one_cycle_momentum(peak, total) == pytest.approx(0.7)


@pytest.mark.parametrize("total", [1, 2, 3, 100])
def test_momentum_mirrors_the_one_cycle(total: int) -> None:
    values = [one_cycle_momentum(step, total) for step in range(total)]
    assert all(0.7 - 1e-9 <= value <= 0.8 + 1e-9 for value in values)
    assert values[0] == 0.8
    if total > 4:
        assert values.index(min(values)) == total // 4
        assert values[-1] == pytest.approx(0.8)


def test_warm_up_rises_to_one_and_stays() -> None:
    assert [warmup_stable(step, 4) for step in range(6)] == [0.25, 0.5, 0.75, 1, 1, 1]
    assert warmup_stable(0, 0) == 1.0


def test_cool_down_falls_fast_first_and_stays_within_its_bounds() -> None:
    values = [cool_down(k / 10) for k in range(11)]
    assert values == sorted(values, reverse=True)
    assert values[0] == 1.0
    assert values[10] == pytest.approx(0.02)
    assert values[1] - values[2] > values[8] - values[9]
    assert cool_down(-1) == 1.0
    assert cool_down(2) == pytest.approx(0.02)
