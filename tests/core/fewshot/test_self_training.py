"""Self-training: which answers become labels, and what is learnt of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tests.core.fewshot.corpora import KINDS, hand_made_views
from ulmfit_core.fewshot.instant_head import Answers, InstantHead
from ulmfit_core.fewshot.labelled import Labelled
from ulmfit_core.fewshot.self_training import (
    SelfTraining,
    out_of_fold,
    self_taught,
    surest,
)
from ulmfit_core.in_parts import returned

THREE = Labelled(np.array([0, 1, 3, 4]), np.array([0, 1, 0, 1]), 2)
EAGER = SelfTraining(fewest=1)


def answers(*sure: float) -> Answers:
    """Of documents that are of the first label for even places, of the second for odd ones."""
    p = np.array([[s, 1 - s] if i % 2 == 0 else [1 - s, s] for i, s in enumerate(sure)])
    return Answers(p.astype(np.float32), 4, True)


def test_of_each_label_the_surest_share_of_the_open_texts_is_taken() -> None:
    said = answers(0.99, 0.99, 0.95, 0.99, 0.99, 0.85, 0.7, 0.9, 0.8, 0.6, 0.9)
    rows, targets = surest(said, THREE, 0.5)
    assert rows.tolist() == [2, 5, 7, 10]  # of 2, 6, 8, 10 and of 5, 7, 9
    assert targets.tolist() == [0, 1, 1, 0]


def test_unsure_texts_and_those_left_out_are_not_taken() -> None:
    said = answers(0.99, 0.99, 0.95, 0.99, 0.99, 0.85, 0.7, 0.9)
    assert surest(said, THREE, 1.0, threshold=0.8)[0].tolist() == [2, 5, 7]
    assert surest(said, THREE, 1.0, without=[5, 6])[0].tolist() == [2, 7]


def test_it_learns_from_them() -> None:
    head = InstantHead(hand_made_views())
    labelled = Labelled(np.arange(12), KINDS[:12], 3)
    head.calibrate(labelled)
    plain = head.fit(labelled)
    taught = head.fit(self_taught(head, labelled, EAGER))
    assert (taught.probabilities.argmax(1) == KINDS).all()
    right = np.arange(60), KINDS
    assert taught.probabilities[right].mean() > plain.probabilities[right].mean()


def test_a_given_label_stays_and_weighs_more_than_an_answer() -> None:
    weights = np.full(12, 2.0)
    labelled = Labelled(np.arange(12), KINDS[:12], 3, weights)
    taught = self_taught(InstantHead(hand_made_views()), labelled, EAGER)
    assert taught.rows[:12].tolist() == list(range(12))
    assert taught.weights is not None
    assert taught.weights[:12].tolist() == [2.0] * 12
    assert set(taught.weights[12:].tolist()) == {0.3}
    assert len(np.unique(taught.rows)) == len(taught.rows) > 12


def test_several_labels_a_text_are_not_self_trained() -> None:
    assert not EAGER.can_begin(Labelled(np.arange(3), np.eye(3, dtype=np.int64), 3))


def test_every_label_is_once_held_out() -> None:
    labelled = Labelled(np.arange(24), KINDS[:24], 3)
    head = InstantHead(hand_made_views())
    logits, places = returned(out_of_fold(head, labelled, EAGER))
    assert sorted(places.tolist()) == list(range(24))
    assert (logits.argmax(1) == KINDS[places]).mean() > 0.9


def test_a_label_counts_as_much_as_its_weight() -> None:
    twice = Labelled(np.array([0, 1, 4, 4]), np.array([0, 1, 1, 1]), 3)
    once = Labelled(np.array([0, 1, 4]), np.array([0, 1, 1]), 3, np.array([1.0, 1.0, 2.0]))
    heads = [InstantHead(hand_made_views()).fit(each).probabilities for each in (twice, once)]
    np.testing.assert_allclose(heads[0], heads[1], atol=5e-3)
    unweighed = InstantHead(hand_made_views()).fit(replace(once, weights=None)).probabilities
    assert np.abs(unweighed - heads[0]).max() > 0.01


def test_each_kind_has_to_have_labels_enough() -> None:
    uneven = Labelled(np.arange(7), np.array([0, 0, 0, 0, 0, 1, 1]), 2)
    assert SelfTraining(fewest=2).can_begin(uneven)
    assert not SelfTraining(fewest=3).can_begin(uneven)
