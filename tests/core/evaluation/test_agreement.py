from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from ulmfit_core.evaluation.agreement import (
    cohen_kappa,
    consistency,
    kappa_interval,
    krippendorff_alpha,
)


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


def test_alpha_is_that_of_krippendorff_s_examples() -> None:
    meg = np.array([0, 1, 0, 0, 0, 0, 0, 0, 1, 0])
    owen = np.array([1, 1, 1, 0, 0, 1, 0, 0, 0, 0])
    assert krippendorff_alpha(meg, owen) == pytest.approx(0.095, abs=5e-4)  # 2011, A
    ben, gerry = (np.array(list(values)) for values in ("aabbdcccedda", "babbbccceddd"))
    assert krippendorff_alpha(ben, gerry) == pytest.approx(0.692, abs=5e-4)  # B
    assert krippendorff_alpha(meg, meg) == 1
    assert krippendorff_alpha(meg[:1], meg[:1]) is None
    assert krippendorff_alpha(meg[:0], owen[:0]) is None


def test_the_interval_of_kappa_narrows_with_the_texts_and_never_vanishes() -> None:
    one, other = (np.array(answers) for answers in ([1] * 25 + [0] * 25, [1] * 20 + [0] * 30))
    few, many = (kappa_interval(np.tile(one, n), np.tile(other, n)) for n in (1, 10))
    kappa = cohen_kappa(one, other)
    assert few is not None
    assert many is not None
    assert kappa is not None
    assert few.low < many.low < kappa < many.high < few.high <= 1
    whole = kappa_interval(one, one)
    assert whole is not None
    assert 0.8 < whole.low < whole.high == pytest.approx(1)
    assert kappa_interval(one[:9], one[:9]) is None
    few = kappa_interval(np.array([1, 0, 1]), np.array([1, 1, 0]))
    assert few is not None
    assert few.low == -1  # no kappa is lower


@pytest.mark.parametrize(
    ("share", "kappa", "n"), [(0.1, 0.9, 100), (0.03, 0.6, 243), (0.3, 0.6, 60)]
)
def test_the_interval_holds_the_true_kappa_as_often_as_it_says(
    share: float, kappa: float, n: int
) -> None:
    rng = np.random.default_rng(0)
    both = share**2 + kappa * share * (1 - share)
    cells = rng.choice(4, (500, n), p=[both, share - both, share - both, 1 - 2 * share + both])
    found = [kappa_interval(row < 2, row % 2 == 0) for row in cells]
    known = [each for each in found if each is not None]
    assert len(known) > 490
    assert np.mean([each.low <= kappa <= each.high for each in known]) >= 0.94
