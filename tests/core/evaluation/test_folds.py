from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from sklearn.model_selection import KFold, StratifiedKFold

from ulmfit_core.evaluation.folds import plain_folds, stratified_folds

LESSON = """
import sys
import numpy as np
from tests.core.fewshot.corpora import KINDS, hand_made_views, session_of
from ulmfit_core.fewshot.review import review
from ulmfit_core.fewshot.session import Decisions
from ulmfit_core.fewshot.queue import Strategy

session = session_of(hand_made_views())
taught = Decisions(np.arange(1, 46), tuple((int(kind),) for kind in KINDS[:45]), (0, 1, 2))
answer = session.answer(taught, np.arange(46, 61), Strategy.MIXTURE, 0.5, calibrate=True)
assert not answer.wants_calibration
list(review(session, taught))
print("sklearn" in sys.modules)
"""


@pytest.mark.parametrize("seed", [None, 7])
@pytest.mark.parametrize("n", [10, 23, 61])
def test_they_are_those_of_scikit_learn(n: int, seed: int | None) -> None:
    targets = np.random.default_rng(n).permutation(np.arange(n) % 2 * 3)
    plain = KFold(5, shuffle=seed is not None, random_state=seed)
    stratified = StratifiedKFold(5, shuffle=seed is not None, random_state=seed)
    pairs = (
        (plain_folds(n, 5, seed), plain.split(targets)),
        (stratified_folds(targets, 5, seed), stratified.split(targets, targets)),
    )
    for ours, theirs in pairs:
        for one, other in zip(ours, theirs, strict=True):
            np.testing.assert_array_equal(one[0], other[0])
            np.testing.assert_array_equal(one[1], other[1])


def test_learning_and_looking_back_need_no_scikit_learn() -> None:
    command = [sys.executable, "-c", LESSON]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False"]
