from __future__ import annotations

import numpy as np
import pytest

from ulmfit_core.evaluation.paired import Paired, paired


def test_only_documents_that_one_alone_had_right_decide() -> None:
    right = np.array([True, True, True, False, False])
    other = np.array([True, False, False, True, False])
    assert paired(right, other) == Paired(5, 3, 2, 2, 1)


@pytest.mark.parametrize(
    ("only_first", "only_other", "chance"),
    [(5, 0, 1 / 32), (4, 0, 1 / 16), (0, 0, 1.0), (7, 1, 9 / 256), (3, 3, 42 / 64)],
)
def test_the_chance_is_that_of_a_fair_coin(only_first: int, only_other: int, chance: float) -> None:
    found = Paired(40, 30, 25, only_first, only_other)
    assert found.chance == pytest.approx(chance)


def test_better_is_more_than_chance() -> None:
    assert Paired(40, 35, 30, 5, 0).is_better
    assert not Paired(40, 34, 30, 4, 0).is_better
    assert not Paired(40, 30, 35, 0, 5).is_better
    assert not Paired(40, 30, 30, 0, 0).is_better


def test_it_holds_for_many_documents() -> None:
    assert Paired(20_000, 0, 0, 5200, 4800).is_better
    assert not Paired(20_000, 0, 0, 5050, 4950).is_better
