from __future__ import annotations

import numpy as np

from ulmfit_core.fewshot.labelled import Labelled

SOME = Labelled(np.array([4, 2, 7, 9]), np.array([0, 1, 0, 1]), 2, groups=np.array([8, 3, 8, 5]))


def test_a_text_that_is_there_again_is_known() -> None:
    assert SOME.once().rows.tolist() == [4, 2, 9]
    assert SOME.select(np.array([2, 3])).groups.tolist() == [8, 5]  # type: ignore[union-attr]
    assert SOME.without(np.array([0])).tolist() == [1, 3]


def test_without_groups_all_differ() -> None:
    plain = Labelled(SOME.rows, SOME.targets, 2)
    assert plain.once() is plain
    assert plain.select(np.array([2])).groups is None
    assert plain.without(np.array([0])).tolist() == [1, 2, 3]
