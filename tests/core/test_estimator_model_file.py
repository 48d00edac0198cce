"""UlmfitClassifier and the model file: what goes out comes back in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.builders import LABELS, tiny_bundle
from tests.core.test_estimator import MOODS, TEXTS, tiny, trained_in_steps
from ulmfit_core.estimator import UlmfitClassifier
from ulmfit_core.export.bundle import write_bundle


def saved_and_opened(made: UlmfitClassifier, folder: Path, **parameters: Any) -> UlmfitClassifier:
    made.save_model(folder / "model.ulmfit")
    return UlmfitClassifier.from_model(folder / "model.ulmfit", **parameters)


def test_columns_of_a_matrix_come_back_in_their_order(tmp_path: Path) -> None:
    """As words the tenth stands before the second."""
    y = np.eye(12, dtype=int)[np.arange(16) % 12]
    made = tiny().fit(TEXTS, y)
    again = saved_and_opened(made, tmp_path)
    assert again.classes_.tolist() == list(range(12))
    assert again.preset == "quick"  # what a clone would train with
    np.testing.assert_array_equal(again.predict_proba(TEXTS), made.predict_proba(TEXTS))


@pytest.mark.parametrize(
    "y", [np.array([2, 10] * 8), MOODS == "place", np.array([[1, 0, 1], [0, 1, 0]] * 8)]
)
def test_a_model_file_goes_on_with_the_classes_it_was_begun_with(tmp_path: Path, y: Any) -> None:
    again = saved_and_opened(
        trained_in_steps().fit(TEXTS, y), tmp_path, **trained_in_steps().get_params()
    )
    assert 0 <= again.score(TEXTS, y) <= 1
    again.partial_fit(TEXTS, y)
    assert again.predict(TEXTS).dtype.kind == y.dtype.kind


def test_columns_are_the_classes_of_the_model_file(tmp_path: Path) -> None:
    path = tmp_path / "model.ulmfit"
    write_bundle(tiny_bundle(task="multi"), path)
    made = UlmfitClassifier.from_model(path, **trained_in_steps().get_params())
    made.partial_fit(TEXTS, np.eye(3, dtype=int)[np.arange(16) % 3])
    assert made.classes_.tolist() == sorted(LABELS)
    with pytest.raises(ValueError, match="not begun with"):
        made.partial_fit(TEXTS, np.eye(4, dtype=int)[np.arange(16) % 4])


def test_labels_that_count_as_one_are_given_above_the_threshold_of_that(tmp_path: Path) -> None:
    path = tmp_path / "model.ulmfit"
    merged = ("thing", "thing", "place")
    write_bundle(tiny_bundle(task="multi", thresholds=(1.0, 1.0, 0.0), counted_as=merged), path)
    made = UlmfitClassifier.from_model(path)
    assert made.classes_.tolist() == ["place", "thing"]
    assert made.predict(["Who?"]).tolist() == [[1, 0]]
