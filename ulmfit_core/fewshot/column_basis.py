"""Fewer columns for a regression on rare words, with the same answer.

Most words of a few thousand texts are in one of them alone. What a penalised regression gives the
words that only one text has is in proportion to how often it has them (its gradient is), so one
column can stand for all of them: a third of the columns are left, and of the memory they take.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def column_basis(rows: Any) -> Any:
    """Sparse orthonormal columns [V, k] that span the rows [n, V] (sparse, nothing stored twice).

    One for each column that several rows have, then one for each row with columns of its own. A
    regression with an L2 penalty on ``rows @ basis`` has weights ``w`` where that on ``rows``
    has ``basis @ w``.
    """
    from scipy.sparse import csr_matrix

    n, width = rows.shape
    counts = np.bincount(rows.indices, minlength=width)
    shared = np.flatnonzero(counts > 1)
    is_lone = counts[rows.indices] == 1
    owner = np.repeat(np.arange(n), np.diff(rows.indptr))[is_lone]
    columns, values = rows.indices[is_lone], rows.data[is_lone].astype(np.float64)
    lengths = np.sqrt(np.bincount(owner, values**2, n))
    is_used = lengths[owner] > 0
    owner, columns, values = owner[is_used], columns[is_used], values[is_used]
    owners, place = np.unique(owner, return_inverse=True)
    entries = np.concatenate([np.ones(len(shared)), values / lengths[owner]])
    at = (
        np.concatenate([shared, columns]),
        np.concatenate([np.arange(len(shared)), len(shared) + place]),
    )
    shape = (width, len(shared) + len(owners))
    return csr_matrix((entries.astype(np.float32), at), shape=shape)
