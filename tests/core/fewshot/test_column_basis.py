from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix, random

from ulmfit_core.fewshot.column_basis import column_basis
from ulmfit_core.fewshot.softmax_regression import fit_softmax


def rare_words(n: int = 40, width: int = 300) -> csr_matrix:
    """Rows of which most columns are in one alone, some in several, and two rows without any."""
    rows = random(n, width, 0.02, "csr", np.float32, np.random.default_rng(3)).tolil()
    rows[:2] = 0
    return csr_matrix(rows)


def test_the_basis_is_orthonormal_and_spans_the_rows() -> None:
    rows = rare_words()
    basis = column_basis(rows)
    assert basis.shape[1] < len(np.unique(rows.indices))
    np.testing.assert_allclose((basis.T @ basis).toarray(), np.eye(basis.shape[1]), atol=1e-6)
    np.testing.assert_allclose((rows @ basis @ basis.T).toarray(), rows.toarray(), atol=1e-6)


def test_a_regression_on_it_is_the_regression_on_all_columns() -> None:
    rows = rare_words()
    targets = np.eye(3)[np.arange(40) % 3]
    basis = column_basis(rows)
    whole = fit_softmax(rows, targets, 10.0, tolerance=1e-12)
    small = fit_softmax(rows @ basis, targets, 10.0, tolerance=1e-12)
    np.testing.assert_allclose(basis @ small.weights, whole.weights, atol=1e-4)
    np.testing.assert_allclose(small.bias, whole.bias, atol=1e-4)


def test_rows_without_any_column_leave_none() -> None:
    assert column_basis(csr_matrix((3, 5), dtype=np.float32)).shape == (5, 0)
