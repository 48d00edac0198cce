from __future__ import annotations

import pytest
from sklearn.metrics import cohen_kappa_score

from ulmfit_core.evaluation.agreement import consistency


def test_own_consistency_is_cohen_s_kappa() -> None:
    before, again = [1, 1, 2, 2, 3, 1], [1, 2, 2, 2, 3, 1]
    found = consistency([[label] for label in before], [[label] for label in again])
    assert (found.n, found.n_same) == (6, 5)
    assert found.kappa == pytest.approx(cohen_kappa_score(before, again))
    assert consistency([], []).kappa is None
    assert consistency([[1], [1]], [[1], [1]]).kappa is None


def test_several_labels_are_the_same_answer_where_all_are() -> None:
    found = consistency([[1, 2], [1], [], []], [[1, 2], [1, 2], [], [2]])
    assert (found.n, found.n_same) == (4, 2)
