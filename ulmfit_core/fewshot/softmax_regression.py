"""Multinomial logistic regression with an L2 penalty, quick where rows are fewer than features."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from ulmfit_core.arrays import FloatArray
from ulmfit_core.fewshot.lbfgs import minimise
from ulmfit_core.giving_up import give_up_if_unwanted

QUICK_TOLERANCE = 1e-4  # relative: with few labels what is left to gain changes no answer
_MOST_ITERATIONS = 150
_JITTER = 1e-5  # rows may be equal, and float32 products are not exact


class Fit(NamedTuple):
    """Logits are ``rows @ weights + bias``."""

    weights: FloatArray  # [d, C]
    bias: FloatArray  # [C]


def fit_softmax(
    rows: Any,
    targets: FloatArray,
    c: float,
    start: Fit | None = None,
    tolerance: float = QUICK_TOLERANCE,
) -> Fit:
    """Minimise cross-entropy + |w|² / 2c by L-BFGS; the bias is free.

    ``rows`` [n, d], dense or sparse; ``targets`` [n, C], each row summing to one (or to the
    weight of that row). ``start`` is where to begin; ``tolerance`` how much of the loss may be
    left to gain by a step. Raises GivenUp in the midst of it, see ``giving_up``.
    """
    rows = rows.astype(np.float64)  # once, not in every product
    shape = rows.shape[1], targets.shape[1]
    first = start or Fit(np.zeros(shape), np.zeros(shape[1]))
    begun = np.concatenate([first.weights.ravel(), first.bias])
    found = minimise(_objective(rows, targets, c), begun, tolerance, _MOST_ITERATIONS)
    return _unpacked(found, shape)


def _objective(
    rows: Any, targets: FloatArray, c: float
) -> Callable[[FloatArray], tuple[float, FloatArray]]:
    """The loss of a fit's numbers, weights before bias, and its gradient."""
    shape = rows.shape[1], targets.shape[1]
    weight = targets.sum(1, keepdims=True)

    def objective(flat: FloatArray) -> tuple[float, FloatArray]:
        give_up_if_unwanted()
        w, b = _unpacked(flat, shape)
        logits = rows @ w + b
        logits -= logits.max(1, keepdims=True)
        exponents = np.exp(logits)
        total = exponents.sum(1, keepdims=True)
        loss = float((weight * np.log(total)).sum() - (targets * logits).sum())
        slope = weight * exponents / total - targets
        gradient = np.concatenate([(rows.T @ slope + w / c).ravel(), slope.sum(0)])
        return loss + float((w * w).sum()) / (2 * c), gradient

    return objective


def _unpacked(flat: FloatArray, shape: tuple[int, int]) -> Fit:
    n_classes = shape[1]
    return Fit(flat[:-n_classes].reshape(shape), flat[-n_classes:])


def rotated(gram: FloatArray) -> FloatArray:
    """Rows [n, n] with the same inner products as those that ``gram`` [n, n] was made of.

    A penalised regression on them is the same as on the features themselves, and its cost does
    not depend on how many there are (the representer theorem).
    """
    jitter = _JITTER * max(1.0, float(np.diag(gram).max(initial=0)))
    return np.asarray(np.linalg.cholesky(gram + jitter * np.eye(len(gram))), np.float64)


def unrotated(lower: FloatArray, weights: FloatArray) -> FloatArray:
    """Coefficients [n, C] of the original rows, so that ``rows.T @ result`` are the weights."""
    from scipy.linalg import solve_triangular

    result: FloatArray = solve_triangular(lower, weights, lower=True, trans="T")
    return result
