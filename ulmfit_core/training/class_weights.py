"""What an example counts whose label is rare; torch-free."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_LARGEST = 10.0


def class_weights(targets: NDArray[np.int64], n_classes: int) -> NDArray[np.float64]:
    """The weight [C] of an example of each label, at most tenfold.

    Of one label a text, targets [n]: n / (C * n_c) (reference C.19). Where a text may have any
    number, [n, C], each label is a yes or no of its own, and its yeses are to count as much as its
    noes together: (n - n_c) / n_c, a tenth at least.
    """
    n = len(targets)
    if targets.ndim == 1:
        counts = np.maximum(np.bincount(targets, minlength=n_classes), 1)
        return np.minimum(n / (n_classes * counts), _LARGEST)
    given = targets.sum(0)
    odds: NDArray[np.float64] = (n - given) / np.maximum(given, 1)
    return np.clip(odds, 1 / _LARGEST, _LARGEST)
