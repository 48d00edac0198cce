"""The probe takes real steps of each kind."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from tests.builders import tiny_bundle
from tests.core.training.recipes import SIZES, write_tiny_base
from ulmfit_core.export.bundle import write_bundle
from ulmfit_core.training.presets import STANDARD
from ulmfit_core.training.speed_probe import devices, probe
from ulmfit_core.training.speeds import Speeds, speed_request

TEXTS = ["Where is the river?", "Who wrote to the king?", ""]


class NothingAsked:
    def stop_verb(self) -> None:
        return None

    def answer(self) -> None:
        return None


def start(kind: str, folder: Path) -> str:
    if kind == "base":
        return str(write_tiny_base(folder / "base"))
    if kind == "model":
        write_bundle(tiny_bundle(), folder / "model.ulmfit")
        return str(folder / "model.ulmfit")
    return "none"


@pytest.mark.parametrize("kind", ["base", "model", "scratch"])
def test_every_kind_of_step_is_measured(tmp_path: Path, kind: str) -> None:
    base = start(kind, tmp_path)
    folder = tmp_path / "probe"
    folder.mkdir()
    small = {**SIZES, "batch_size": 3, "bptt": 9, "precision": "float32"}
    request = speed_request(STANDARD, base, small, {"batch_size": 3, "bptt": 9}, gentle=False)
    (found,) = probe(NothingAsked(), dataclasses.asdict(request), TEXTS, str(folder))
    speeds = Speeds(**found)
    assert all(value > 0 for value in dataclasses.asdict(speeds).values())
    assert speeds.head_memory <= speeds.classifier_memory <= speeds.language_model_memory


def test_the_processor_is_always_there() -> None:
    (found,) = devices(NothingAsked())
    assert found[0] == "cpu"
