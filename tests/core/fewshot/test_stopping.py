from __future__ import annotations

import numpy as np
import pytest

from tests.core.fewshot.corpora import KINDS, hand_made_views
from ulmfit_core.fewshot.instant_head import Answers, InstantHead
from ulmfit_core.fewshot.labelled import Labelled
from ulmfit_core.fewshot.stopping import stop_advice


def head() -> InstantHead:
    return InstantHead(hand_made_views())


def test_it_says_stop_once_nothing_changes() -> None:
    advice = stop_advice(head(), Labelled(np.arange(60), KINDS, 3))
    assert advice is not None
    assert advice.should_stop
    assert advice.kappa == 1.0
    assert advice.changed == 0.0


def test_it_says_go_on_while_a_new_kind_comes_in() -> None:
    rows = np.concatenate([np.flatnonzero(KINDS < 2), np.flatnonzero(KINDS == 2)[:3]])
    advice = stop_advice(head(), Labelled(rows, KINDS[rows], 3))
    assert advice is not None
    assert not advice.should_stop
    assert advice.changed > 0.1


def test_it_is_silent_while_there_are_few() -> None:
    assert stop_advice(head(), Labelled(np.arange(39), KINDS[:39], 3)) is None


def test_it_does_not_say_stop_while_a_point_more_takes_few_labels() -> None:
    advice = [stop_advice(head(), Labelled(np.arange(60), KINDS, 3), more) for more in (50, 200)]
    assert [(a.is_settled, a.should_stop) for a in advice if a] == [(True, False), (True, True)]


class Wavering(InstantHead):
    """It says 0 and 1 in turn, and of the first documents the other in some of its fits."""

    def __init__(self, *n_otherwise: int) -> None:
        self._n_otherwise = iter(n_otherwise)

    def fit(self, labelled: Labelled) -> Answers:
        said = np.arange(250) % 2
        n = next(self._n_otherwise)
        said[:n] = 1 - said[:n]
        return Answers(np.eye(2, dtype=np.float32)[said], len(labelled), True)


@pytest.mark.parametrize(
    ("n_otherwise", "should_stop"),
    [((0, 0, 0, 0), True), ((0, 0, 0, 3), False), ((30, 0, 0, 0), False), ((0, 0, 0, 2), True)],
    ids=["nothing", "the last step changed", "an early step changed", "hardly"],
)
def test_neither_early_nor_late_steps_may_change_much(
    n_otherwise: tuple[int, ...], should_stop: bool
) -> None:
    advice = stop_advice(Wavering(*n_otherwise), Labelled(np.arange(60), KINDS, 3))
    assert advice is not None
    assert advice.should_stop is should_stop
    assert advice.changed == n_otherwise[-1] / 250
    assert (advice.kappa > 0.99) == (n_otherwise[0] == 0)


class Single(InstantHead):
    """It says the same of all documents."""

    def __init__(self) -> None:
        pass

    def fit(self, labelled: Labelled) -> Answers:
        return Answers(np.tile(np.float32([0.9, 0.1]), (50, 1)), len(labelled), True)


def test_it_is_silent_of_answers_all_alike_and_of_several_labels_a_text() -> None:
    assert stop_advice(Single(), Labelled(np.arange(60), KINDS, 3)) is None
    several = Labelled(np.arange(60), np.eye(3, dtype=np.int64)[KINDS], 3)
    assert stop_advice(head(), several) is None
