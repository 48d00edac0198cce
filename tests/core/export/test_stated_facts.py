"""What a model file says of itself may be edited by anyone, its checksums made right again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.builders import LABELS, tiny_bundle
from tests.core.export.test_bundle import changed_config
from ulmfit_core.errors import ModelFileError
from ulmfit_core.evaluation.metrics import Evaluation, evaluate
from ulmfit_core.export.bundle import read_bundle, write_bundle

SCORES = evaluate(np.eye(3) * 0.7 + 0.1, np.arange(3), LABELS).to_json()
LONE = "\ud800"
ODD: list[dict[str, Any]] = [
    {"metrics": {"a": 1}},
    {"metrics": {**SCORES, "n": "x"}},
    {"metrics": {**SCORES, "n": True}},
    {"metrics": {**SCORES, "accuracy": 10**400}},
    {"metrics": {**SCORES, "ece": float("nan")}},
    {"metrics": {**SCORES, "accuracy_interval": [0.1, 0.9]}},
    {"metrics": {**SCORES, "confusion": [3]}},
    {"metrics": {**SCORES, "n_distinct": -1}},
    {"metrics": {**SCORES, "per_class": [{**SCORES["per_class"][0], "recall_interval": 3}]}},
    {"metrics": {**SCORES, "per_class": [{"label": "place"}]}},
    {"baseline": {"tfidf_lr": {}}, "metrics": SCORES},
    {"baseline": {"tfidf_lr": 3}, "metrics": SCORES},
    {"baseline": {"tfidf_lr": SCORES}},
    {"data": {"label_counts": {"place": "x"}}},
    {"data": {"label_counts": ["place"]}},
    {"data": {"n_train": "x"}},
    {"data": {"n_valid": -1}},
    {"data": {"note": LONE}},
    {"base": {"name": 3}},
    {"base": {"name": "tiny", "bits_per_byte": "few"}},
    {"versions": {"torch": 2}},
    {"preset": ["x"]},
    {"seed": 1.5},
    {"seed": None},
    {"thresholds": ["x"] * 3, "task": "multi"},
    {"thresholds": [0.5] * 2, "task": "multi"},
    {"thresholds": [0.5, 0.5, float("nan")], "task": "multi"},
    {"thresholds": [0.5, 0.5, float("inf")], "task": "multi"},
    {"thresholds": [0.5, 0.5, 10**400], "task": "multi"},
    {"thresholds": [0.5, 0.5, 0.5]},
    {"thresholds": 3, "task": "multi"},
    {"labels": ["place", "person", LONE]},
    {"labels": "abc"},
    {"temperature": 10**400},
    {"abstain_below": float("nan")},
    {"golden": [{"text": 3, "ids": [2], "probabilities": [0.2, 0.3, 0.5]}]},
    {"golden": [{"text": LONE, "ids": [2], "probabilities": [0.2, 0.3, 0.5]}]},
    {"golden": [{"text": "a", "ids": [float("inf")], "probabilities": [0.2, 0.3, 0.5]}]},
]


COUNTS = {"place": 3, "person": 0, "thing": 4}
WHOLE = {
    "metrics": SCORES,
    "baseline": {"majority": {**SCORES, "accuracy_interval": None}},
    "data": {"n_train": 7, "n_valid": 0, "n_unlabelled": 0, "label_counts": COUNTS},
    "base": {"name": "tiny", "fine_tuned": True, "bits_per_byte": None},
    "versions": {"torch": "2.13.0"},
}


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "model.ulmfit"
    write_bundle(tiny_bundle(), path)
    return path


@pytest.mark.parametrize("changes", ODD, ids=str)
def test_a_file_with_odd_facts_is_refused(changes: dict[str, Any], written: Path) -> None:
    with pytest.raises(ModelFileError):
        read_bundle(changed_config(written, **changes), members=())


def test_whole_facts_are_read_and_others_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "model.ulmfit"
    bundle = tiny_bundle(**WHOLE)
    write_bundle(bundle, path)
    assert read_bundle(path).config.to_bytes() == bundle.config.to_bytes()
    changed_config(path, metrics={**SCORES, "brier": 0.1}, data={"authors": [3]})
    config = read_bundle(path).config
    assert config.data == {"authors": [3]}
    assert Evaluation.from_json(dict(config.metrics)).to_json().keys() == SCORES.keys()
