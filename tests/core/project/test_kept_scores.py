"""What classifiers said comes back from its file as it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ulmfit_core.evaluation.baselines import BaselinePredictions
from ulmfit_core.project.kept_scores import KeptScores

WORDS = BaselinePredictions("words", np.array([[0.9, 0.6], [0.1, 0.2]]), None)


@pytest.mark.parametrize("thresholds", [None, (0.5, 0.25)])
def test_it_comes_back_as_it_was(tmp_path: Path, thresholds: tuple[float, ...] | None) -> None:
    kept = KeptScores(tmp_path / "a.npz", ("a", "b"), "multi")
    kept.take((4, 2), replace(WORDS, thresholds=thresholds))
    kept.write()
    found = KeptScores.read(kept.path)
    assert found == kept
    predictions = found.predictions("words", (2, 4))
    assert predictions.probabilities.tolist() == [[0.1, 0.2], [0.9, 0.6]]
    assert predictions.thresholds == thresholds


def test_all_classifiers_have_to_know_all_texts() -> None:
    kept = KeptScores(Path("a.npz"))
    kept.take((4, 2), WORDS)
    assert kept.knows(["words"], (2, 4))
    assert not kept.knows(["words", "other"], (2,))
    assert not kept.knows(["words"], (2, 3))
