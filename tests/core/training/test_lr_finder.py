"""The range test: what a curve speaks for, and that the run it copies is left as it was."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch

from tests.core.training.recipes import (
    classifier_job,
    language_model_job,
    same_tensors,
    stop_after,
    write_classifier_data,
    write_texts,
)
from ulmfit_core.training.events import StopVerb
from ulmfit_core.training.finetune_classifier import CLASSIFIER, finetune_classifier
from ulmfit_core.training.lr_finder import HIGHEST, LOWEST, find_rate
from ulmfit_core.training.rate_curve import RateCurve, RateSuggested, RateTried, suggest


def curve(losses: list[float]) -> RateCurve:
    made = RateCurve(len(losses), 1e-5, 1.0)
    for loss in losses:
        made.add(loss)
    return made


def valley(n: int = 100, lowest_at: float = 1e-2) -> list[float]:
    """Flat, down to a lowest point at a rate, and up."""
    rates = [1e-5 * 1e5 ** (i / (n - 1)) for i in range(n)]
    return [1.0 + 0.5 * math.tanh(2 * abs(math.log10(rate / lowest_at)) - 2) for rate in rates]


def test_the_lowest_point_and_the_steepest_descent_are_found() -> None:
    found = curve(valley()).suggestion()
    assert found.tenth == pytest.approx(1e-3, rel=0.6)
    assert 1e-4 < found.steepest < 1e-2


def test_a_loss_that_never_falls_speaks_for_nothing() -> None:
    assert curve([1.0] * 50).suggestion() == RateSuggested(0.0, 0.0)
    assert curve([1.0 + i / 10 for i in range(50)]).suggestion() == RateSuggested(0.0, 0.0)
    assert suggest([]) == RateSuggested(0.0, 0.0)


@pytest.mark.parametrize("end", [math.nan, math.inf, 1e9])
def test_it_ends_when_the_loss_leaves(end: float) -> None:
    losses = valley(40)
    made = RateCurve(200, 1e-5, 1.0)
    for loss in losses:
        made.add(loss)
        assert not made.is_over
    made.add(end)
    assert made.is_over
    assert all(math.isfinite(rate) for rate in (made.suggestion().steepest,))


def test_rates_rise_evenly_to_the_highest() -> None:
    points = curve([1.0] * 11).points
    assert points[0].rate == pytest.approx(1e-5)
    assert points[-1].rate == pytest.approx(1.0)
    assert points[5].rate / points[4].rate == pytest.approx(10**0.5)


def test_a_classifier_is_tried(tmp_path: Path) -> None:
    data = write_classifier_data(tmp_path / "data")
    job = classifier_job(tmp_path / "run", data)
    *tried, found = find_rate(job, n_steps=30)
    assert isinstance(found, RateSuggested)
    rates = [point.rate for point in tried if isinstance(point, RateTried)]
    assert rates[0] == pytest.approx(LOWEST)
    assert rates == sorted(rates)
    assert rates[-1] <= HIGHEST * 1.001
    assert not (tmp_path / "run").exists()


def test_a_language_model_learns_at_some_rate(tmp_path: Path) -> None:
    data = write_texts(tmp_path / "data", n=40)
    *_, found = find_rate(language_model_job(tmp_path / "run", data), n_steps=60)
    assert isinstance(found, RateSuggested)
    assert LOWEST < found.tenth < HIGHEST


def test_it_stops_when_asked(tmp_path: Path) -> None:
    job = classifier_job(tmp_path / "run", write_classifier_data(tmp_path / "data"))
    tried = list(find_rate(job, should_stop=stop_after(4, StopVerb.PAUSE)))
    assert [point.step for point in tried if isinstance(point, RateTried)] == [1, 2, 3]
    assert not isinstance(tried[-1], RateSuggested)


def test_a_run_goes_on_as_if_nobody_had_tried(tmp_path: Path) -> None:
    data = write_classifier_data(tmp_path / "data")
    tried = classifier_job(tmp_path / "tried", data)
    whole = classifier_job(tmp_path / "whole", data)
    list(finetune_classifier(whole))
    list(finetune_classifier(tried, should_stop=stop_after(4, StopVerb.PAUSE)))
    before = contents(tmp_path / "tried")
    state = torch.get_rng_state()
    list(find_rate(tried, n_steps=12))
    assert torch.equal(torch.get_rng_state(), state)
    assert contents(tmp_path / "tried") == before
    list(finetune_classifier(tried))
    assert same_tensors(tmp_path / "tried" / CLASSIFIER, tmp_path / "whole" / CLASSIFIER)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
