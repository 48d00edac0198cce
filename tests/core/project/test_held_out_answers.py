from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.builders import keyword_bundle
from tests.core.project.projects import finished_training, new_project
from ulmfit_core.predictor import Predictor
from ulmfit_core.project.held_out import HeldOut, write_held_out
from ulmfit_core.project.held_out_answers import held_out_answers

WORDS = {"salary": "ham", "group": "spam"}
SAID = np.array([[0.9, 0.1], [0.4, 0.6], [0.45, 0.55]])


def test_the_likeliest_label_is_given_unless_it_is_too_unlikely(tmp_path: Path) -> None:
    with new_project(tmp_path / "p", 3) as project:
        training = finished_training(project, keyword_bundle(WORDS))
        predictor = Predictor.open(training.model_path)
        assert held_out_answers(training.model_path, predictor) == {}
        write_held_out(training.held_out_path, HeldOut((1, 2, 3), ((),) * 3, ("ham", "spam"), SAID))
        predictor.abstain_below = 0.58
        given = held_out_answers(training.model_path, predictor)
    assert given == {1: ("ham",), 2: ("spam",), 3: ()}


def test_of_several_each_is_given_from_its_threshold_and_called_as_it_is_now(
    tmp_path: Path,
) -> None:
    with new_project(tmp_path / "p", 3, task="multi") as project:
        training = finished_training(project, keyword_bundle(WORDS, task="multi"))
        cuts = np.tile([0.4, 0.56], (3, 1))
        kept = HeldOut((1, 2, 3), ((),) * 3, ("ham", "spam"), SAID, cuts)
        write_held_out(training.held_out_path, kept)
        ham = project.labels.named("ham")
        assert ham is not None
        project.labels.rename(ham.id, "good")
        given = held_out_answers(training.model_path, Predictor.open(training.model_path))
    assert given == {1: ("good",), 2: ("good", "spam"), 3: ("good",)}
