from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.core.fewshot.corpora import KINDS, hand_made_views
from ulmfit_core.fewshot.instant_head import Answers, InstantHead, Labelled
from ulmfit_core.fewshot.self_training import SelfTraining, self_train, sure_answers

THREE = Labelled(np.array([0, 1, 3, 4]), np.array([0, 1, 0, 1]), 2)


def answers(*sure: float) -> Answers:
    """Of documents that are of the first label for even places, of the second for odd ones."""
    p = np.array([[s, 1 - s] if i % 2 == 0 else [1 - s, s] for i, s in enumerate(sure)])
    return Answers(p.astype(np.float32), 4, True, True)


def test_only_sure_answers_about_open_texts_are_taken() -> None:
    said = answers(0.99, 0.99, 0.95, 0.99, 0.99, 0.85, 0.7, 0.9)
    rows, targets = sure_answers(said, THREE, SelfTraining(threshold=0.8))
    assert rows.tolist() == [2, 5, 7]
    assert targets.tolist() == [0, 1, 1]


def test_the_surest_of_each_label_come_first_and_no_more_than_its_own_labels_allow() -> None:
    said = answers(0.9, 0.9, 0.85, 0.9, 0.9, 0.81, 0.95, 0.97, 0.9, 0.9, 0.83)
    rows, targets = sure_answers(said, THREE, SelfTraining(threshold=0.8, most=1.0))
    assert rows.tolist() == [6, 7, 8, 9]
    assert targets.tolist() == [0, 1, 0, 1]


def test_it_learns_from_them_but_counts_only_what_was_given() -> None:
    head = InstantHead(hand_made_views())
    labelled = Labelled(np.arange(12), KINDS[:12], 3)
    head.calibrate(labelled)
    plain = head.fit(labelled)
    taught = self_train(head, labelled, SelfTraining(threshold=0.5))
    assert taught.n_labelled == 12
    assert (taught.probabilities.argmax(1) == KINDS).all()
    right = np.arange(60), KINDS
    assert taught.probabilities[right].mean() > plain.probabilities[right].mean()


def test_without_a_sure_answer_it_is_the_head_itself() -> None:
    labelled = Labelled(np.arange(12), KINDS[:12], 3)
    alone = InstantHead(hand_made_views()).fit(labelled)
    none = self_train(InstantHead(hand_made_views()), labelled, SelfTraining(threshold=1.1))
    np.testing.assert_allclose(none.probabilities, alone.probabilities, atol=1e-3)


def test_a_label_counts_as_much_as_its_weight() -> None:
    twice = Labelled(np.array([0, 1, 4, 4]), np.array([0, 1, 1, 1]), 3)
    once = Labelled(np.array([0, 1, 4]), np.array([0, 1, 1]), 3, np.array([1.0, 1.0, 2.0]))
    heads = [InstantHead(hand_made_views()).fit(each).probabilities for each in (twice, once)]
    np.testing.assert_allclose(heads[0], heads[1], atol=5e-3)
    unweighed = InstantHead(hand_made_views()).fit(replace(once, weights=None)).probabilities
    assert np.abs(unweighed - heads[0]).max() > 0.01


def test_several_labels_a_text_are_refused() -> None:
    both = Labelled(np.arange(3), np.eye(3, dtype=np.int64), 3)
    with pytest.raises(ValueError, match="one label"):
        self_train(InstantHead(hand_made_views()), both, SelfTraining())
