"""How figures vary over resamples of the documents (the bootstrap; Efron 1979); numpy only.

What is drawn is a text with all its copies (Field and Welsh 2007, "Bootstrapping clustered data"):
a classifier reads them alike, so each tells no more than the others.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.arrays import FloatArray, Ids
from ulmfit_core.evaluation.intervals import Interval

_DRAWS_AT_ONCE = 2_000_000  # rows drawn per block of resamples: some 40 MB


def resampled_scores(
    truth: NDArray[np.bool_],
    predicted: NDArray[np.bool_],
    losses: FloatArray,
    groups: Ids,
    n_bootstrap: int,
    seed: int,
) -> FloatArray:
    """Macro-F1 and log-loss [2, n_bootstrap] of resampled documents; copies of a text have the
    same number in ``groups`` [n].

    A resample is a row of counts, so all its sums are one matrix product.
    """
    rng = np.random.default_rng(seed)
    columns = [np.ones((len(losses), 1)), losses[:, None], truth & predicted, truth, predicted]
    each = np.concatenate([np.asarray(c, dtype=np.float32) for c in columns], axis=1)
    terms = _summed(each, groups)
    n = len(terms)
    block = max(1, _DRAWS_AT_ONCE // n)
    parts = []
    for start in range(0, n_bootstrap, block):
        size = min(block, n_bootstrap - start)
        rows = rng.integers(0, n, size=(size, n)) + n * np.arange(size)[:, None]
        counts = np.bincount(rows.ravel(), minlength=size * n).reshape(size, n)
        parts.append(_scores_of_sums(counts.astype(np.float32) @ terms))
    return np.concatenate(parts, axis=1) if parts else np.empty((2, 0))


def _summed(rows: NDArray[Any], groups: Ids) -> NDArray[Any]:
    """The sums [k, T] of rows [n, T] over the copies of each text."""
    different, places = np.unique(groups, return_inverse=True)
    sums = np.zeros((len(different), rows.shape[1]), rows.dtype)
    np.add.at(sums, places, rows)
    return sums


def _scores_of_sums(sums: NDArray[Any]) -> FloatArray:
    """The two scores [2, B] from summed columns [B, 2 + 3C]."""
    sums = sums.astype(np.float64)
    hits, true, given = np.split(sums[:, 2:], 3, axis=1)
    f1 = 2 * hits / np.maximum(true + given, 1)
    present = true > 0
    macro = np.where(present, f1, 0).sum(axis=1) / np.maximum(present.sum(axis=1), 1)
    return np.stack([macro, sums[:, 1] / sums[:, 0]])


def percentile_interval(values: FloatArray) -> Interval | None:
    """Of a figure of each resample; None where it is the same in all of them."""
    if values.size == 0 or np.allclose(values, values[0], atol=1e-6):
        return None
    low, high = np.quantile(values, [0.025, 0.975])
    return Interval(float(low), float(high))
