"""What ends a pretraining: the tokens or the minutes, whichever come first."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from ulmfit_core.training import pretrain_pace
from ulmfit_core.training.pretrain_job import PretrainJob
from ulmfit_core.training.pretrain_pace import Pace, Progress

STEP = 100  # tokens, read in a second


def rates(job: PretrainJob, progress: Progress, n: int) -> list[float]:
    """Of the next ``n`` updates, as shares of the peak rate."""
    found, pace = [], Pace(job, progress)
    for _ in range(n):
        found.append(pace.rate / job.peak_rate)
        pace.count(STEP, 1.0)
    return found


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [0.0]
    monkeypatch.setattr(pretrain_pace.time, "monotonic", lambda: now[0])
    return now


def started(job: PretrainJob, progress: Progress, clock: list[float]) -> tuple[float, int]:
    """The seconds that one start takes to its end, and the tokens of the run by then."""
    begun, pace = clock[0], Pace(job, progress)
    while not pace.finished and clock[0] - begun < 1e6:
        if pace.cooldown_due:
            progress.cooldown_start = progress.tokens
            progress.cooldown_tokens = pace.cooldown_tokens()
        clock[0] += 1.0
        pace.count(STEP, 1.0)
    return clock[0] - begun, progress.tokens


def job(tokens: int, minutes: float) -> PretrainJob:
    sizes = {"batch_size": 10, "bptt": 10}
    return PretrainJob("run", total_tokens=tokens, minutes=minutes, **sizes)


@pytest.mark.parametrize(
    ("tokens", "minutes", "seconds"),
    [
        (60_000, 0, 600),
        (0, 10, 600),
        (10**9, 10, 600),
        (60_000, 10_000, 600),
        (70_000, 10, 600),  # the cool-down begins by the clock, or by the tokens just before
        (62_000, 10, 600),
        (60_000, 10, 600),
    ],
)
def test_the_bound_that_comes_first_ends_it(
    tokens: int, minutes: float, seconds: float, clock: list[float]
) -> None:
    took, read = started(job(tokens, minutes), Progress(), clock)
    assert took == pytest.approx(seconds, abs=2)
    assert read == pytest.approx(seconds * STEP, abs=2 * STEP)


def test_a_run_that_goes_on_keeps_to_both_bounds(clock: list[float]) -> None:
    trunk = Progress(step=400, tokens=40_000, seconds=400.0)
    took, read = started(job(10**9, 5), trunk, clock)
    assert (took, read) == (pytest.approx(300, abs=2), pytest.approx(70_000, abs=2 * STEP))


def test_a_cool_down_due_at_once_lasts_as_long_as_the_run_was_quick(clock: list[float]) -> None:
    """Nothing has been read yet by which this start could plan."""
    trunk = Progress(step=400, tokens=40_000, seconds=400.0)
    assert started(job(45_000, 600), trunk, clock)[1] == 45_000
    trunk = Progress(step=400, tokens=40_000, seconds=400.0)
    assert started(job(45_000, 0.5), trunk, clock)[0] == pytest.approx(30, abs=2)
    assert started(job(500, 600), Progress(), clock)[1] == 500


def test_the_rate_rises_over_so_many_updates_of_a_long_run() -> None:
    found = rates(job(10**9, 10_000), Progress(), 401)
    assert found[0] == 1 / 400
    assert found[199] == 0.5
    assert found[399:] == [1, 1]


@pytest.mark.parametrize(("tokens", "minutes"), [(10_000, 0), (0, 100 / 60), (10_000, 10_000)])
def test_the_rate_rises_over_a_tenth_of_a_short_run(tokens: int, minutes: float) -> None:
    found = rates(job(tokens, minutes), Progress(), 12)
    assert found[5] == pytest.approx(0.5)
    assert found[10:] == [1, 1]


def test_a_run_that_goes_on_for_longer_does_not_warm_up_again() -> None:
    progress = Progress()
    rates(job(10_000, 0), progress, 20)
    assert rates(job(10**9, 0), Progress(**asdict(progress)), 2) == [1, 1]
