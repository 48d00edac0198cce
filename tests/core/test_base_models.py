"""What is known of a base model before its weights are read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.builders import base_config
from ulmfit_core.base_models import FoundBase, find_base, list_bases
from ulmfit_core.errors import ModelFileError
from ulmfit_core.export.base_model import read_base


@pytest.mark.parametrize("base", list_bases(), ids=lambda base: base.name)
def test_counts_its_weights(base: FoundBase) -> None:
    model = read_base(base.folder).model
    assert base.n_weights == sum(p.numel() for p in model.parameters())


def test_damaged_ones_are_not_listed_and_hide_no_other_of_that_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ULMFIT_BASES", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for folder, config in (
        ("whole", base_config()),
        ("damaged", base_config(training=3)),
        ("en-compact", {"name": "another tool's"}),
    ):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "config.json").write_text(json.dumps(config))
    own = [base.folder.name for base in list_bases() if base.folder.parent == tmp_path]
    assert own == ["whole"]
    assert find_base("en-compact").folder != Path("en-compact")
    with pytest.raises(ModelFileError, match="not whole"):
        find_base("damaged")
