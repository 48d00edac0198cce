from __future__ import annotations

import numpy as np

from tests.core.fewshot.corpora import KINDS, hand_made_views
from ulmfit_core.fewshot.instant_head import InstantHead
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
