"""Classes that go into a model file as names and come back as what they were."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ulmfit_core.class_kinds import classes_named, kind_of


@pytest.mark.parametrize(
    ("classes", "kind"),
    [
        (np.array([10, 2, 1]), "int"),
        (np.array([True, False]), "bool"),
        (np.array([0.5, -1.0]), "float"),
        (np.array([3, 1], dtype=object), "int"),
        (np.array(["10", "2"]), ""),
        (np.array(["a", "b"], dtype=object), ""),
        (np.array(["2020-01-01", "2020-01-02"], dtype="datetime64[ns]"), ""),
    ],
)
def test_classes_come_back_from_their_names(classes: Any, kind: str) -> None:
    assert kind_of(classes) == kind
    found = classes_named(sorted(map(str, classes)), kind)
    wanted = sorted(classes.tolist()) if kind else sorted(map(str, classes))
    assert found.tolist() == wanted
    assert list(map(type, found.tolist())) == list(map(type, wanted))


@pytest.mark.parametrize("kind", ["int", "float", "bool", "of later days"])
@pytest.mark.parametrize("names", [("10", "nine"), ("10", "1_0"), ("1", "٣")])
def test_names_that_are_no_such_numbers_stay_words(names: tuple[str, ...], kind: str) -> None:
    assert classes_named(names, kind).tolist() == sorted(names)
