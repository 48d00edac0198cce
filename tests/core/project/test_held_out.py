"""What a model said of the texts held out from it, kept to compare others with."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from ulmfit_core.project.held_out import HeldOut, read_held_out, write_held_out

SAID = HeldOut((4, 2), (("a", "b"), ()), ("a", "b"), np.array([[0.9, 0.6], [0.1, 0.2]]))


@pytest.mark.parametrize("thresholds", [None, np.array([[0.5, 0.25], [0.5, 0.75]])])
def test_it_comes_back_as_it_was(tmp_path: Path, thresholds: NDArray[np.float64] | None) -> None:
    write_held_out(tmp_path / "a.json", replace(SAID, thresholds=thresholds))
    found = read_held_out(tmp_path / "a.json")
    assert found is not None
    assert (found.ids, found.given, found.labels) == (SAID.ids, SAID.given, SAID.labels)
    assert (found.probabilities == SAID.probabilities).all()
    assert np.array_equal(found.thresholds, thresholds)


def test_thresholds_kept_for_all_alike_hold_for_each(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_held_out(path, SAID)
    path.write_text(json.dumps(json.loads(path.read_text()) | {"thresholds": [0.5, 0.25]}))
    found = read_held_out(path)
    assert found is not None
    assert np.array_equal(found.thresholds, [[0.5, 0.25]] * 2)


def test_texts_that_cannot_be_told_apart_are_not_kept(tmp_path: Path) -> None:
    write_held_out(tmp_path / "a.json", replace(SAID, ids=(4, 0)))
    assert read_held_out(tmp_path / "a.json") is None
