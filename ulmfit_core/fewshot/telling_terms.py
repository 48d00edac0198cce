"""Which terms tell labels apart, before a regression weighs them: naive Bayes log-count ratios.

Wang and Manning 2012 multiply each term by its ratio and fit a linear classifier to that. Here the
terms keep their TF-IDF, a term that tells nothing keeps a floor, and of more than two labels the
ratios are brought to one number a term: it stays one linear map. With many labels a common word
that is in texts of all kinds is then fitted less, one of a single kind more.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ulmfit_core.arrays import FloatArray

_FLOOR = 0.25  # beside ratios, which are 0.7 where a term is twice as common in one kind
_PRIOR = 1.0  # texts with a term, as labels are on the whole, that each count begins with


def telling_weights(rows: Any, targets: FloatArray) -> FloatArray:
    """What each term of ``rows`` [n, V] (sparse) is to be multiplied by [V], above 0.

    ``targets`` [n, C]: 1, or the weight of that row, where the row has the label. Of mean square
    one over what the rows hold, so that a penalty means the same with them and without.
    """
    targets = targets[:, targets.sum(0) > 0]
    if targets.shape[1] < 2 or not rows.nnz:
        return np.ones(rows.shape[1])
    ratios = log_count_ratios(rows, targets)
    weights = _FLOOR + np.sqrt((ratios**2).mean(1))
    mass = np.bincount(rows.indices, rows.data.astype(np.float64) ** 2, rows.shape[1])
    result: FloatArray = weights / np.sqrt(mass @ weights**2 / mass.sum())
    return result


def log_count_ratios(rows: Any, targets: FloatArray) -> FloatArray:
    """How many times as common each term is in texts of a label as in the others, in nats [V, C].

    Counts are of texts that hold the term, and begin as if labels were shared as on the whole, so
    that a term in no text has a ratio of 0 however rare the label.
    """
    held = rows.astype(bool).astype(np.float64)
    given = targets.sum(0)
    share = given / given.sum()
    having = np.asarray(held.T @ targets)
    others = having.sum(1, keepdims=True) - having
    inside = (having + _PRIOR * share) / (given + _PRIOR * share)
    outside = (others + _PRIOR * (1 - share)) / (given.sum() - given + _PRIOR * (1 - share))
    result: FloatArray = np.log(inside) - np.log(outside)
    return result
