"""Measuring in a child process of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.tasks.speed_prober import ChildProber
from ulmfit_core.training.presets import STANDARD
from ulmfit_core.training.speeds import SpeedCache, SpeedRequest, speed_request

TEXTS = ["Where is the river?", "Who wrote to the king?"]
SMALL = {"embedding_size": 8, "hidden_size": 10, "n_layers": 2, "batch_size": 2, "bptt": 8}


@pytest.fixture
def request_() -> SpeedRequest:
    return speed_request(STANDARD, "none", SMALL, SMALL, gentle=False)


def test_a_cancelled_measurement_leaves_nothing(tmp_path: Path, request_: SpeedRequest) -> None:
    prober = ChildProber(SpeedCache(tmp_path / "speeds.json"))
    prober.measure(request_, TEXTS, lambda: True)
    assert prober.known(request_) is None
    assert not (tmp_path / "speeds.json").exists()


@pytest.mark.timeout(300)
def test_texts_of_a_measurement_that_is_ended_are_cleared_away(
    tmp_path: Path, request_: SpeedRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    monkeypatch.setenv("TMPDIR", str(temporary))
    seen: list[bool] = []

    def texts_are_there() -> bool:
        seen.append(any(temporary.glob("ulmfit-probe-*/data")))
        return seen[-1]

    ChildProber(SpeedCache(tmp_path / "speeds.json")).measure(request_, TEXTS, texts_are_there)
    assert seen[-1]
    assert list(temporary.glob("ulmfit-probe-*")) == []


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_what_a_child_measured_is_known_ever_after(tmp_path: Path, request_: SpeedRequest) -> None:
    cache = SpeedCache(tmp_path / "speeds.json")
    ChildProber(cache).measure(request_, TEXTS, lambda: False)
    again = ChildProber(SpeedCache(cache.path))
    speeds = again.known(request_)
    assert speeds is not None
    assert speeds.language_model > 0
    assert speeds.head_memory > 50_000_000  # the libraries alone are that large
    assert (again.devices() or ("",))[0] == "cpu"


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_what_cannot_be_measured_is_no_mistake_of_ours(tmp_path: Path) -> None:
    missing = speed_request(STANDARD, "no such base", {}, {}, gentle=False)
    prober = ChildProber(SpeedCache(tmp_path / "speeds.json"))
    prober.measure(missing, TEXTS, lambda: False)
    assert prober.known(missing) is None
