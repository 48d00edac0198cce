from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import keyword_bundle
from ulmfit_core.export.bundle import write_bundle
from ulmfit_core.project.abstaining import (
    read_threshold,
    threshold_beside,
    write_threshold,
)
from ulmfit_core.project.training import Training, TrainingJob

WORDS = {"king": "person", "river": "place"}


@pytest.fixture
def training(tmp_path: Path) -> Training:
    made = Training.create(TrainingJob(str(tmp_path / "0001-classifier")))
    made.model_path.parent.mkdir()
    write_bundle(keyword_bundle(WORDS), made.model_path)
    return made


def test_nothing_chosen_means_always_a_label(training: Training) -> None:
    assert read_threshold(training) == 0.0
    assert threshold_beside(training.model_path) is None


def test_what_was_chosen_lies_beside_the_run(training: Training) -> None:
    write_threshold(training, 0.8)
    assert read_threshold(training) == 0.8
    assert threshold_beside(training.model_path) == 0.8


@pytest.mark.parametrize("content", ["", "[]", '{"below": "much"}', '{"below": 3}'])
def test_a_damaged_choice_is_none(training: Training, content: str) -> None:
    (training.folder.path / "abstain.json").write_text(content)
    assert read_threshold(training) == 0.0
