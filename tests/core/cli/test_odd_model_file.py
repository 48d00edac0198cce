"""A model file whose checksums are right and whose facts are not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.builders import tiny_bundle
from tests.core.cli.conftest import Ulmfit, write_csv
from tests.core.export.test_bundle import changed_config
from tests.core.export.test_stated_facts import SCORES, WHOLE
from ulmfit_core.export.bundle import write_bundle


@pytest.mark.parametrize(
    "changes",
    [
        {"metrics": {"a": 1}},
        {"baseline": {"tfidf_lr": {}}, "metrics": SCORES},
        {"preset": ["x"]},
        {"labels": ["place", "person", "\ud800"]},
        {"thresholds": ["x"] * 3, "task": "multi"},
    ],
)
def test_every_command_says_so(ulmfit: Ulmfit, changes: Any, tmp_path: Path) -> None:
    model, out = tmp_path / "model.ulmfit", tmp_path / "out.csv"
    write_bundle(tiny_bundle(), model)
    changed_config(model, **changes)
    texts = write_csv(tmp_path / "texts.csv", [("text", "label"), ("a", "place")])
    for command in (
        ("info", model),
        ("info", model, "--json"),
        ("predict", model, texts, "--out", out),
        ("evaluate", model, texts),
    ):
        said = ulmfit(*command)
        assert said.status == 2
        assert "This is not a model file we can use: " in " ".join(said.err.split())


def test_whole_facts_are_shown(ulmfit: Ulmfit, tmp_path: Path) -> None:
    model = tmp_path / "model.ulmfit"
    write_bundle(tiny_bundle(**WHOLE), model)
    said = ulmfit("info", model)
    assert said.status == 0
    assert "train 7" in said.out
    assert "thing (4)" in said.out
