"""Classes that are numbers, of which a model has the names alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

_BOOLS = {"True": True, "False": False}
_READ: dict[str, Callable[[str], Any]] = {"int": int, "float": float, "bool": _BOOLS.__getitem__}


def kind_of(classes: NDArray[Any]) -> str:
    """ "int", "float" or "bool" where all are such; "" for words and all else."""
    if classes.dtype.kind not in "biufO":
        return ""
    kinds = {type(each).__name__ for each in classes.tolist()}
    return kinds.pop() if len(kinds) == 1 and kinds <= _READ.keys() else ""


def classes_named(names: Sequence[str], kind: str) -> NDArray[Any]:
    """The classes of these names, sorted; words where one is no such number, as it was renamed."""
    try:
        classes = list(map(_READ.get(kind, str), names))
    except (KeyError, ValueError):
        return np.array(sorted(names))
    return np.array(sorted(classes if list(map(str, classes)) == list(names) else names))
