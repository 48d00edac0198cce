"""What a model said of the texts held out from it, kept to compare others with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ulmfit_core.project.held_out import HeldOut, read_held_out, write_held_out

SAID = HeldOut((4, 2), (("a", "b"), ()), ("a", "b"), np.array([[0.9, 0.6], [0.1, 0.2]]))


@pytest.mark.parametrize("thresholds", [None, (0.5, 0.25)])
def test_it_comes_back_as_it_was(tmp_path: Path, thresholds: tuple[float, ...] | None) -> None:
    write_held_out(tmp_path / "a.json", replace(SAID, thresholds=thresholds))
    found = read_held_out(tmp_path / "a.json")
    assert found is not None
    assert (found.ids, found.given, found.labels) == (SAID.ids, SAID.given, SAID.labels)
    assert (found.probabilities == SAID.probabilities).all()
    assert found.thresholds == thresholds


def test_texts_that_cannot_be_told_apart_are_not_kept(tmp_path: Path) -> None:
    write_held_out(tmp_path / "a.json", replace(SAID, ids=(4, 0)))
    assert read_held_out(tmp_path / "a.json") is None
