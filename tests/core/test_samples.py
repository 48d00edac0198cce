"""What may be given to UlmfitClassifier.fit."""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.exceptions import DataConversionWarning

from ulmfit_core.samples import checked_samples, checked_texts

NAN = float("nan")
WORDS = np.dtypes.StringDType(na_object=NAN)


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
        np.array(["x", NAN, "y", "x"], WORDS),
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
        (np.array([1.5, 2.5]), "continuous.* Make words of these"),
        (np.array([1.0, np.inf]), "infinity.* Make words of these"),
        (np.array([1, 2], dtype=object), r"dtype object, .* Give y.astype\(int\) instead"),
        (pd.Series([True, False], dtype=object), r"dtype object, .* Give y.astype\(bool\) instead"),
        (np.array(["x", "y"], WORDS), r"dtype StringDType.* Give y.astype\(str\) instead"),
        ([b"x", b"y"], "bytes.* Make words of these"),
    ],
)
def test_what_is_no_label_is_named(y: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        samples_of(y)


@pytest.mark.parametrize("y", [None, "x", 3])
def test_one_label_is_not_enough(y: Any) -> None:
    with pytest.raises(ValueError, match="y should be a 1d array"):
        checked_samples(["a"], y)


MATRIX = [[1, 0, 1], [0, 1, 0], [0, 0, 0]]


@pytest.mark.parametrize(
    "y",
    [
        MATRIX,
        np.array(MATRIX, dtype=bool),
        np.array(MATRIX, dtype=float),
        pd.DataFrame(MATRIX),
        pd.DataFrame(MATRIX, dtype="Int64"),
        sparse.csr_matrix(MATRIX),
        sparse.coo_array(MATRIX),
        [np.array(row) for row in MATRIX],
    ],
)
def test_a_matrix_of_zeros_and_ones_is_several_labels(y: Any) -> None:
    found = checked_samples(["a"] * 3, y)
    assert found.is_multilabel
    assert found.classes.tolist() == [0, 1, 2]
    assert found.labels == [("0", "2"), ("1",), ()]


def test_columns_are_given_the_names_of_classes() -> None:
    named = samples_of(MATRIX).of_classes(np.array(["a", "b", "c"]))
    assert named.labels == [("a", "c"), ("b",), ()]
    assert named.classes.tolist() == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("y", "words"),
    [
        ([[0, 2], [1, 0]], "has 2, where a matrix of labels has 0 and 1"),
        ([[0.5, 0], [1, 0]], "has 0.5, where"),
        ([["x", "y"], ["y", "z"]], "has 'x', where"),
        ([["0", "1"], ["1", "0"]], "has '0', where"),
        (sparse.csr_array([[0, -1], [1, 0]]), "has -1, where"),
        (np.zeros((2, 2, 2)), "y should be a 1d array"),
        (np.zeros((2, 0)), "y has no columns"),
    ],
)
def test_another_table_is_refused(y: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        checked_samples(["a"] * 2, y)


@pytest.mark.parametrize(
    "y",
    [[["x"], ["y"], ["x"]], pd.DataFrame({"y": ["x", "y", "x"]}), np.array([["x", "y", "x"]]).T],
)
def test_a_column_of_labels_is_taken_as_such(y: Any) -> None:
    with pytest.warns(DataConversionWarning, match="column-vector"):
        found = samples_of(y)
    assert not found.is_multilabel
    assert found.labels == [("x",), ("y",), ("x",)]


def test_one_long_text_makes_no_table_of_all() -> None:
    """numpy would give each text the room of the longest: two gigabytes here."""
    texts = ["short"] * 5_000 + ["x" * 100_000]
    tracemalloc.start()
    assert checked_texts(texts) == texts
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2**20
