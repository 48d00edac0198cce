"""What is known of a base model before its weights are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from ulmfit_core.base_models import FoundBase, list_bases
from ulmfit_core.export.base_model import read_base


@pytest.mark.parametrize("base", list_bases(), ids=lambda base: base.name)
def test_counts_its_weights(base: FoundBase) -> None:
    model = read_base(base.folder).model
    assert base.n_weights == sum(p.numel() for p in model.parameters())


def test_one_that_does_not_say_has_none() -> None:
    assert FoundBase("mine", "forward", Path("mine"), {}).n_weights == 0
    assert FoundBase("mine", "forward", Path("mine"), {"architecture": None}).n_weights == 0
