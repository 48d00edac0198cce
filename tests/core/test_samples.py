"""What may be given to UlmfitClassifier.fit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from ulmfit_core.samples import checked_samples

NAN = float("nan")


def samples_of(y: Any) -> Any:
    return checked_samples(["a"] * len(y), y)


@pytest.mark.parametrize(
    "y",
    [
        [NAN, 0, 1, 0],
        np.array([NAN, 0, 1, 0]),
        ["x", None, "y", "x"],
        ["x", NAN, "y", "x"],
        ["x", np.float32(NAN), "y", "x"],
        np.array(["x", None, "y", "x"], dtype=object),
        pd.Series(["x", NAN, "y", "x"]),
        pd.Series(["x", None, "y", "x"], dtype=object),
        pd.Series([0, pd.NA, 1, 0], dtype="Int64"),
        pd.Series(["x", pd.NA, "y", "x"], dtype="string"),
        pd.Series(["x", None, "y", "x"], dtype="category"),
        pd.Series(pd.to_datetime(["2020-01-01", None, "2020-01-02", "2020-01-02"])),
        np.array([[1, 0], [NAN, NAN], [0, 1], [1, 1]]),
        [[1, 0], [None, 0], [0, 1], [1, 1]],
        pd.DataFrame({"a": [1, None, 0, 1], "b": [0, 1, 1, 1]}),
    ],
)
def test_texts_without_a_label_are_counted(y: Any) -> None:
    with pytest.raises(ValueError, match="no label for 1 of 4 texts") as refusal:
        samples_of(y)
    assert "unlabelled" in str(refusal.value)


def test_what_pandas_has_are_labels_like_others() -> None:
    found = samples_of(pd.Series(["x", "y", "x"]))
    assert found.classes.tolist() == ["x", "y"]
    assert found.labels == [("x",), ("y",), ("x",)]
    assert samples_of(pd.Series([2, 10, 2], dtype="Int64")).labels == [("2",), ("10",), ("2",)]


@pytest.mark.parametrize(
    ("y", "words"),
    [
        (pd.Series(["x", 1, "x"], dtype=object), "mixes labels .*: int, str"),
        ([["x"], ["x", "y"]], r"y\[0\] is a list"),
        ([("x", "y"), ("x",)], r"y\[0\] is a tuple"),
        (np.array(["x", {"y"}], dtype=object), r"y\[1\] is a set"),
    ],
)
def test_what_is_no_label_is_named(y: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        samples_of(y)


@pytest.mark.parametrize("y", [None, "x", 3])
def test_one_label_is_not_enough(y: Any) -> None:
    with pytest.raises(ValueError, match="y should be a 1d array"):
        checked_samples(["a"], y)
