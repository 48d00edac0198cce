"""Cross-validation folds, those of scikit-learn's KFold and StratifiedKFold.

They are made in the window's process, which importing that library would make a hundred megabytes
larger.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.arrays import Ids


def plain_folds(n: int, n_folds: int, shuffled: int | None = None) -> Iterator[tuple[Ids, Ids]]:
    """Rows to learn from and rows held out, ascending; ``shuffled`` is a seed, None: as they come.

    There are at least as many rows as folds.
    """
    rows = np.arange(n)
    if shuffled is not None:
        np.random.RandomState(shuffled).shuffle(rows)
    fold_of = np.empty(n, np.int64)
    for fold, held_out in enumerate(np.array_split(rows, n_folds)):
        fold_of[held_out] = fold
    return _parts(fold_of, n_folds)


def stratified_folds(
    targets: NDArray[np.int64], n_folds: int, shuffled: int | None = None
) -> Iterator[tuple[Ids, Ids]]:
    """The same with each class [n] spread evenly; one of fewer rows than folds, over as many."""
    _, first, inverse = np.unique(targets, return_index=True, return_inverse=True)
    classes = np.argsort(np.argsort(first))[inverse]  # numbered as they come
    ordered, n_classes = np.sort(classes), len(first)
    sizes = [np.bincount(ordered[fold::n_folds], minlength=n_classes) for fold in range(n_folds)]
    rng = None if shuffled is None else np.random.RandomState(shuffled)
    fold_of = np.empty(len(targets), np.int64)
    for number in range(n_classes):
        folds = np.arange(n_folds).repeat([size[number] for size in sizes])
        if rng is not None:
            rng.shuffle(folds)
        fold_of[classes == number] = folds
    return _parts(fold_of, n_folds)


def _parts(fold_of: Ids, n_folds: int) -> Iterator[tuple[Ids, Ids]]:
    for fold in range(n_folds):
        yield np.flatnonzero(fold_of != fold), np.flatnonzero(fold_of == fold)
