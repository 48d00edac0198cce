from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.builders import golden_examples, tiny_config
from ulmfit_core.architecture import Architecture
from ulmfit_core.errors import ModelFileError
from ulmfit_core.export.bundle_config import (
    LINEAR_HEAD,
    GoldenExample,
    HeadConfig,
    Int8Check,
    WordsConfig,
)
from ulmfit_core.export.config_check import check_config

DAMAGED: list[tuple[str, dict[str, Any]]] = [
    ("its sizes are not", {"architecture": Architecture(40, 6, 0, 2)}),
    ("its sizes are not", {"architecture": Architecture(2**31, 6, 10, 2)}),
    ("its sizes are not", {"backward_architecture": Architecture(40, 6, 10, 65)}),
    ("its sizes are not", {"head": HeadConfig(hidden=0)}),
    ("have not the same pieces", {"backward_architecture": Architecture(40, 6, 10, 2)}),
    ("not forward or backward", {"directions": ("backward", "forward")}),
    ("neither single nor multi", {"task": "other"}),
    ("its head is of a kind", {"head": HeadConfig(norm="none")}),
    ("its head is of a kind", {"head": HeadConfig(kind="other")}),
    ("its words are not counted", {"words": WordsConfig(-1, 0, 0)}),
    ("not different names", {"labels": ()}),
    ("not different names", {"labels": ("a", 2)}),
    ("not different names", {"labels": ("a", "a")}),
    ("what its labels count as", {"counted_as": ("a",)}),
    ("what its labels count as", {"counted_as": (1, 2, 3)}),
    ("the columns of its texts", {"text_columns": (1,)}),
    ("whether its texts were HTML", {"html": "yes"}),
    ("what kind of labels", {"label_kind": ["int"]}),
    ("its thresholds do not fit", {"thresholds": (0.5, 0.5, 0.5)}),
    ("its thresholds do not fit", {"thresholds": (0.5,), "task": "multi"}),
    ("its thresholds do not fit", {"thresholds": ("a", "b", "c"), "task": "multi"}),
    ("what it says of itself", {"seed": -1}),
    ("what it says of itself", {"baseline": {"a": 1}}),
    ("its golden examples", {"golden": (GoldenExample("a", (2,), (1.0,)),)}),
    ("its golden examples", {"golden": (GoldenExample(1, (2,), (1.0, 0, 0)),)}),  # type: ignore[arg-type]
    ("its int8 examples", {"int8": Int8Check(1, 1.0, 0.0, ((1.0,),))}),
    ("below what is no probability", {"abstain_below": 1.5}),
    ("below what is no probability", {"abstain_below": 0.5, "task": "multi"}),
    ("its temperature", {"temperature": 0.0}),
    ("its temperature", {"temperature": float("inf")}),
]
WHOLE: list[dict[str, Any]] = [
    {},
    {"directions": ("backward",)},
    {"head": LINEAR_HEAD},
    {"words": WordsConfig(9, 0, 0)},
    {"task": "multi", "thresholds": (0.5, 0.5, 1)},
    {"abstain_below": 1.0},
    {"golden": golden_examples(np.full((1, 3), 1 / 3), ("a",)), "counted_as": ("a", "a", "c")},
]


@pytest.mark.parametrize(("problem", "changes"), DAMAGED)
def test_what_is_wrong_is_told(problem: str, changes: dict[str, Any]) -> None:
    with pytest.raises(ModelFileError, match=problem):
        check_config(tiny_config(**changes))


@pytest.mark.parametrize("changes", WHOLE)
def test_what_fits_passes(changes: dict[str, Any]) -> None:
    check_config(tiny_config(**changes))
