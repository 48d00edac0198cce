"""How figures vary over resamples of the documents (the bootstrap; Efron 1979); numpy only."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.evaluation.intervals import Interval

FloatArray = NDArray[np.float64]

_DRAWS_AT_ONCE = 2_000_000  # rows drawn per block of resamples: some 40 MB


def difference_interval(
    right: NDArray[np.bool_], other: NDArray[np.bool_], *, n_bootstrap: int = 1000
) -> Interval:
    """Interval of the difference of two accuracies on the same documents, resampled as pairs.

    ``right`` and ``other`` [n] say which documents each classifier had right. Pairs, because the
    same documents are hard for both: two intervals that overlap may still hide a sure difference.
    """
    differences = right.astype(np.int64) - other.astype(np.int64)
    shares = [float((differences == d).mean()) for d in (-1, 0, 1)]
    draws = np.random.default_rng(0).multinomial(len(right), shares, size=n_bootstrap)
    low, high = np.quantile((draws[:, 2] - draws[:, 0]) / len(right), [0.025, 0.975])
    return Interval(float(low), float(high))


def resampled_scores(
    truth: NDArray[np.bool_],
    predicted: NDArray[np.bool_],
    losses: FloatArray,
    n_bootstrap: int,
    seed: int,
) -> FloatArray:
    """Macro-F1 and log-loss [2, n_bootstrap] of resampled documents.

    A resample is a row of counts, so all its sums are one matrix product.
    """
    n = len(losses)
    rng = np.random.default_rng(seed)
    columns = [losses[:, None], truth & predicted, truth, predicted]
    terms = np.concatenate([np.asarray(c, dtype=np.float32) for c in columns], axis=1)
    block = max(1, _DRAWS_AT_ONCE // n)
    parts = []
    for start in range(0, n_bootstrap, block):
        size = min(block, n_bootstrap - start)
        rows = rng.integers(0, n, size=(size, n)) + n * np.arange(size)[:, None]
        counts = np.bincount(rows.ravel(), minlength=size * n).reshape(size, n)
        parts.append(_scores_of_sums(counts.astype(np.float32) @ terms, n))
    return np.concatenate(parts, axis=1) if parts else np.empty((2, 0))


def _scores_of_sums(sums: NDArray[Any], n: int) -> FloatArray:
    """The two scores [2, B] from summed columns [B, 1 + 3C]."""
    sums = sums.astype(np.float64)
    hits, true, given = np.split(sums[:, 1:], 3, axis=1)
    f1 = 2 * hits / np.maximum(true + given, 1)
    present = true > 0
    macro = np.where(present, f1, 0).sum(axis=1) / np.maximum(present.sum(axis=1), 1)
    return np.stack([macro, sums[:, 0] / n])


def percentile_interval(values: FloatArray) -> Interval | None:
    """Of a figure of each resample; None where it is the same in all of them."""
    if values.size == 0 or np.allclose(values, values[0], atol=1e-6):
        return None
    low, high = np.quantile(values, [0.025, 0.975])
    return Interval(float(low), float(high))
