"""Texts X and labels y, as scikit-learn's users give them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
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

    def of_classes(self, classes: NDArray[Any]) -> Samples:
        """The same, a matrix's columns being these classes in their order, where there are as
        many at least."""
        if not self.is_multilabel or len(self.classes) > len(classes):
            return self
        labels = [tuple(str(classes[int(column)]) for column in row) for row in self.labels]
        return replace(self, labels=labels, classes=classes[: len(self.classes)])


def checked_samples(X: Iterable[str], y: Any) -> Samples:
    """What X and y say; y may be sparse. Raises ValueError where they are not texts with a label
    each, or with a row of zeros and ones."""
    texts = checked_texts(X)
    y = y.toarray() if hasattr(y, "toarray") else y
    targets = _targets(y, len(texts))
    if targets.ndim == 2:
        labels = [tuple(map(str, np.flatnonzero(row))) for row in targets]
        return Samples(texts, labels, np.arange(targets.shape[1]), is_multilabel=True)
    classes, places = _distinct(targets)
    _refuse_measurements(y)
    names = [(str(label),) for label in classes]
    return Samples(texts, [names[i] for i in places], classes, is_multilabel=False)


def checked_texts(X: Iterable[str], name: str = "X") -> list[str]:
    """X as a list. Raises ValueError, which calls it by name, unless it is texts."""
    if isinstance(X, str) or getattr(X, "ndim", 1) == 0:
        raise ValueError(f"{name} is one text; give a list of texts.")
    if not isinstance(X, Iterable) or isinstance(X, Mapping):
        raise ValueError(f"{name} is no list of texts but {type(X).__name__}.")
    texts: list[Any] = list(X)
    if getattr(X, "ndim", 1) > 1 or (texts and isinstance(texts[0], list | tuple)):
        raise ValueError(f"{name} is a table; give one text for each sample.")
    for place, text in enumerate(texts):
        if not isinstance(text, str):
            raise ValueError(f"{name}[{place}] is not a text but {type(text).__name__}.")
    return texts


def _targets(y: ArrayLike, n_texts: int) -> NDArray[Any]:
    """One label for each text [n], or zeros and ones [n, C]."""
    as_given = _as_given(y)
    if len(as_given) != n_texts:
        raise ValueError(f"X has {n_texts} texts, y {len(as_given)} labels.")
    if not n_texts:
        raise ValueError("There are 0 texts to learn from.")
    _refuse_collections(as_given)
    _refuse_missing(as_given)
    targets = np.asarray(y)
    return targets if targets.ndim == 1 else _column_or_matrix(targets)


def _as_given(y: ArrayLike) -> NDArray[Any]:
    """y as an array, of objects where numpy would make the word "nan" of a NaN among words."""
    found = np.asarray(y, dtype=None if hasattr(y, "dtype") else object)
    if found.ndim not in (1, 2):
        raise ValueError("y should be a 1d array of labels, or a 0/1 matrix.")
    return found


def _column_or_matrix(targets: NDArray[Any]) -> NDArray[Any]:
    """A single column as the labels it holds, with scikit-learn's warning."""
    if targets.shape[1] == 1:
        from sklearn.utils import column_or_1d

        return np.asarray(column_or_1d(targets, warn=True))
    if not targets.size:
        raise ValueError("y has no columns, one for each label.")
    if others := set(targets.ravel().tolist()) - {0, 1}:
        raise ValueError(
            f"y has {min(others, key=repr)!r}, where a matrix of labels has 0 and 1. Give one "
            "label for each text, or a column of zeros and ones for each label."
        )
    return targets


def _refuse_collections(targets: NDArray[Any]) -> None:
    for place, label in enumerate(targets.flat if targets.dtype == object else ()):
        if isinstance(label, Collection) and not isinstance(label, str | bytes):
            raise ValueError(
                f"y[{place}] is a {type(label).__name__}. Give one label for each text, or a 0/1 "
                "matrix, as MultiLabelBinarizer makes one of lists."
            )


def _refuse_missing(targets: NDArray[Any]) -> None:
    without = np.asarray(_is_missing(targets).reshape(len(targets), -1).any(axis=1))
    if without.any():
        raise ValueError(
            f"y has no label for {without.sum():,} of {len(targets):,} texts. Leave these out of X "
            "and y; given as unlabelled, they are still read."
        )


def _refuse_measurements(y: ArrayLike) -> None:
    """Labels that no scorer of scikit-learn takes would be noticed after the training alone."""
    from sklearn.utils.multiclass import check_classification_targets

    try:
        with np.errstate(invalid="ignore"):  # it casts infinity before it refuses it
            check_classification_targets(y)
    except (TypeError, ValueError) as error:
        _refuse_their_array(np.asarray(y))
        raise ValueError(f"{error} Make words of these labels, as y.astype(str) does.") from error


def _refuse_their_array(targets: NDArray[Any]) -> None:
    """Numbers among objects are "unknown" to scikit-learn, NumPy's own strings no words."""
    plain = np.array(targets.tolist())
    if targets.dtype.kind in "OT" and plain.dtype.kind in "biufU":
        raise ValueError(
            f"y has dtype {targets.dtype}, in which scikit-learn cannot score these labels. "
            f"Give y.astype({type(plain.tolist()[0]).__name__}) instead."
        )


def _is_missing(targets: NDArray[Any]) -> NDArray[np.bool_]:
    """Where there is none: None, NaN, NaT or pandas' NA, which is not even unlike itself."""
    if targets.dtype.kind not in "OT":
        return np.asarray(targets != targets)
    found = [v is None or type(v).__name__ == "NAType" or bool(v != v) for v in targets.flat]
    return np.array(found, dtype=bool).reshape(targets.shape)


def _distinct(targets: NDArray[Any]) -> tuple[NDArray[Any], list[int]]:
    """The classes, sorted, and which of them each target is."""
    try:
        classes, places = np.unique(targets, return_inverse=True)
    except TypeError as error:
        kinds = sorted({type(label).__name__ for label in targets})
        raise ValueError(
            f"y mixes labels that have no order among them: {', '.join(kinds)}. Make words of all."
        ) from error
    return classes, places.tolist()
