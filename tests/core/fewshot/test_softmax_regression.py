from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from ulmfit_core.fewshot.softmax_regression import fit_softmax, rotated, unrotated
from ulmfit_core.giving_up import GivenUp, given_up_if

RNG = np.random.default_rng(0)
ROWS = RNG.normal(size=(40, 6))
CLASSES = np.argmax(ROWS[:, :3] + 0.5 * RNG.normal(size=(40, 3)), axis=1)
TARGETS = np.eye(3)[CLASSES]


def test_it_finds_the_optimum_that_scikit_learn_finds() -> None:
    found = fit_softmax(ROWS, TARGETS, 2.0)
    oracle = LogisticRegression(C=2.0, tol=1e-8, max_iter=1000).fit(ROWS, CLASSES)
    np.testing.assert_allclose(found.weights, oracle.coef_.T, atol=0.05)


def test_sparse_rows_give_the_same() -> None:
    dense, sparse = (fit_softmax(rows, TARGETS, 1.0) for rows in (ROWS, csr_matrix(ROWS)))
    np.testing.assert_allclose(sparse.weights, dense.weights, atol=1e-6)


def test_so_do_the_rows_products() -> None:
    wide = RNG.normal(size=(12, 50))
    targets = np.eye(2)[np.arange(12) % 2]
    direct = fit_softmax(wide, targets, 0.5)
    lower = rotated(wide @ wide.T)
    small = fit_softmax(lower, targets, 0.5)
    weights = wide.T @ unrotated(lower, small.weights)
    np.testing.assert_allclose(wide @ weights, wide @ direct.weights, atol=0.05)


def test_equal_rows_do_no_harm() -> None:
    same = np.repeat(RNG.normal(size=(1, 8)).astype(np.float32), 5, axis=0)
    assert np.isfinite(rotated(same @ same.T)).all()


def test_a_smaller_tolerance_comes_closer() -> None:
    rng = np.random.default_rng(1)
    rows, targets = rng.normal(size=(300, 40)), np.eye(4)[rng.integers(0, 4, 300)]
    exact, close, coarse = (fit_softmax(rows, targets, 10.0, None, t) for t in (1e-12, 1e-6, 1e-2))
    distances = [np.abs(fit.weights - exact.weights).max() for fit in (close, coarse)]
    assert distances[0] < distances[1] / 3


def test_it_is_given_up_where_nobody_waits_for_it() -> None:
    asked = []
    with pytest.raises(GivenUp), given_up_if(lambda: len(asked) == 3 or asked.append(1)):  # type: ignore[func-returns-value]
        fit_softmax(ROWS, TARGETS, 1.0)
    assert len(asked) == 3
    assert np.isfinite(fit_softmax(ROWS, TARGETS, 1.0).weights).all()
