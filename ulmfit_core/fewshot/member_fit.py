"""The regression of one member of an instant head: fitted to labelled rows, and what it says."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ulmfit_core.arrays import FloatArray
from ulmfit_core.evaluation.calibration import log_softmax
from ulmfit_core.fewshot.column_basis import column_basis
from ulmfit_core.fewshot.labelled import Labelled
from ulmfit_core.fewshot.softmax_regression import Fit, fit_softmax, rotated, unrotated
from ulmfit_core.fewshot.telling_terms import telling_weights

_MOST_ROTATED = 400  # rows; above, the features themselves are quicker than their products
_LOG_FLOOR = -30.0


class How(NamedTuple):
    """How a regression is fitted: its penalty's inverse strength, to what tolerance, and whether
    terms are first multiplied by what they tell (see ``telling_weights``)."""

    c: float
    tolerance: float
    by_telling: bool = False


def fit_member(rows: Any, labelled: Labelled, how: How, start: Fit | None) -> Fit:
    """One softmax over the labels, or for multi-label one yes or no for each."""
    if labelled.is_multi:
        return _fit_each(rows, labelled, how)
    targets = np.eye(labelled.n_labels)[labelled.targets]
    if labelled.weights is not None:
        targets *= labelled.weights[:, None]
    return _fit_weighed(rows, targets, how, start)


def _fit_each(rows: Any, labelled: Labelled, how: How) -> Fit:
    fits = []
    weights = np.ones(labelled.targets.shape) if labelled.weights is None else labelled.weights
    for column, weight in zip(labelled.targets.T, weights.T, strict=True):
        targets = np.stack([1 - column, column], axis=1) * weight[:, None]
        both = _fit_weighed(rows, targets, how, None)
        fits.append((both.weights[:, 1] - both.weights[:, 0], both.bias[1] - both.bias[0]))
    return Fit(np.stack([w for w, _ in fits], axis=1), np.array([b for _, b in fits]))


def _fit_weighed(rows: Any, targets: FloatArray, how: How, start: Fit | None) -> Fit:
    """The same logits of ``rows`` as they are, whatever they were multiplied by."""
    from scipy.sparse import diags

    if not how.by_telling or not hasattr(rows, "indices"):
        return _fit_rows(rows, targets, how, start)
    weights = telling_weights(rows, targets)[:, None]
    begun = None if start is None else Fit(start.weights / weights, start.bias)
    scaled = (rows @ diags(weights[:, 0].astype(np.float32))).tocsr()
    fit = _fit_rows(scaled, targets, how, begun)
    return Fit(fit.weights * weights, fit.bias)


def _fit_rows(rows: Any, targets: FloatArray, how: How, start: Fit | None) -> Fit:
    """By the rows' products while they are few, else by the features that occur in them."""
    n, width = rows.shape
    is_sparse = hasattr(rows, "indices")
    if n < min(_MOST_ROTATED, width):
        products = rows @ rows.T
        lower = rotated(np.asarray(products.toarray() if is_sparse else products, np.float64))
        small = fit_softmax(lower, targets, how.c, None, how.tolerance)
        return Fit(np.asarray(rows.T @ unrotated(lower, small.weights)), small.bias)
    known = start if start is not None and start.weights.shape == (width, len(targets.T)) else None
    if not is_sparse:
        return fit_softmax(rows, targets, how.c, known, how.tolerance)
    basis = column_basis(rows)
    begun = None if known is None else Fit(np.asarray(basis.T @ known.weights), known.bias)
    small = fit_softmax(rows @ basis, targets, how.c, begun, how.tolerance)
    return Fit(np.asarray(basis @ small.weights.astype(np.float32)), small.bias)


def member_logits(rows: Any, fit: Fit, is_multi: bool) -> FloatArray:
    """Log-probabilities [n, C], or for multi-label the logit of each yes."""
    logits = np.asarray(rows @ fit.weights.astype(np.float32, copy=False)) + fit.bias
    return logits if is_multi else log_softmax(logits)


def probabilities(logits: FloatArray, is_multi: bool) -> FloatArray:
    """Softmax of each row, or for multi-label the sigmoid of each value."""
    if is_multi:
        result: FloatArray = 1 / (1 + np.exp(-np.clip(logits, _LOG_FLOOR, -_LOG_FLOOR)))
        return result
    return np.exp(log_softmax(logits))
