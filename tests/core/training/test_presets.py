"""Which recipe is taken where none was asked for."""

from __future__ import annotations

from ulmfit_core.training.presets import suited_preset


def test_few_labels_of_each_kind_are_learnt_from_by_the_adapted_head() -> None:
    assert suited_preset(0, 2).name == "adapted"
    assert suited_preset(399, 2).name == "adapted"
    assert suited_preset(400, 2).name == "standard"
    assert suited_preset(400, 3).name == "adapted"
