"""Texts X and labels y, as scikit-learn's users give them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True)
class Samples:
    """n texts to learn from."""

    texts: list[str]
    labels: list[tuple[str, ...]]  # of each text, as the model names them
    classes: NDArray[Any]  # [C], as y names them
    is_multilabel: bool


def checked_samples(X: Iterable[str], y: ArrayLike) -> Samples:
    """What X and y say. Raises ValueError where they are not texts with a label each."""
    texts, targets = checked_texts(X), np.asarray(y)
    if len(targets) != len(texts):
        raise ValueError(f"X has {len(texts)} texts, y {len(targets)} labels.")
    if not texts:
        raise ValueError("There are 0 texts to learn from.")
    if targets.ndim == 2:
        labels = [tuple(map(str, np.flatnonzero(row))) for row in targets]
        return Samples(texts, labels, np.arange(targets.shape[1]), is_multilabel=True)
    labels = [(str(label),) for label in targets]
    return Samples(texts, labels, np.unique(targets), is_multilabel=False)


def checked_texts(X: Iterable[str], name: str = "X") -> list[str]:
    """X as a list. Raises ValueError, which calls it by name, unless it is texts."""
    if isinstance(X, str):
        raise ValueError(f"{name} is one text; give a list of texts.")
    if np.ndim(X) > 1:  # type: ignore[arg-type]
        raise ValueError(f"{name} is a table; give one text for each sample.")
    texts = list(X)
    for place, text in enumerate(texts):
        if not isinstance(text, str):
            raise ValueError(f"{name}[{place}] is not a text but {type(text).__name__}.")
    return texts
