from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from tests.core.fewshot.corpora import KINDS, hand_made_views
from ulmfit_core.fewshot import member_fit
from ulmfit_core.fewshot.instant_head import InstantHead
from ulmfit_core.fewshot.labelled import Labelled


def labelled(n: int) -> Labelled:
    return Labelled(np.arange(n), KINDS[:n], 3)


def test_a_few_labels_tell_all_documents() -> None:
    answers = InstantHead(hand_made_views()).fit(labelled(9))
    assert answers.reads
    assert (answers.probabilities.argmax(1) == KINDS).all()
    np.testing.assert_allclose(answers.probabilities.sum(1), 1, atol=1e-5)


def test_words_alone_do_until_the_texts_are_read() -> None:
    answers = InstantHead(hand_made_views(reading=False)).fit(labelled(9))
    assert not answers.reads
    found = answers.probabilities.argmax(1)
    assert (found[KINDS == 0] == 0).all()


def test_of_long_texts_their_words_tell_more() -> None:
    short = hand_made_views()
    long = replace(short, words=csr_matrix(np.ones((short.n_documents, 256), np.float32)))
    shares = []
    for views in (short, long):
        head = InstantHead(views)
        head.fit(labelled(9))
        shares.append(head.learnt().shares)
    assert shares == [(0.5, 0.5), (0.125, 0.875)]


def test_a_label_that_nobody_gave_is_never_the_likeliest() -> None:
    rows = np.array([0, 1, 3, 4])
    answers = InstantHead(hand_made_views()).fit(Labelled(rows, KINDS[rows], 3))
    assert (answers.probabilities.argmax(1) != 2).all()


def test_one_label_is_too_few() -> None:
    rows = np.array([0, 3])
    assert not Labelled(rows, KINDS[rows], 3).can_teach()
    with pytest.raises(ValueError, match="two labels"):
        InstantHead(hand_made_views()).fit(Labelled(rows, KINDS[rows], 3))


def test_several_labels_a_text_are_each_a_yes_or_no() -> None:
    targets = np.stack([KINDS == 0, KINDS != 2], axis=1).astype(np.int64)
    many = Labelled(np.arange(12), targets[:12], 2)
    head = InstantHead(hand_made_views())
    np.testing.assert_array_equal(head.fit(many).probabilities > 0.5, targets > 0)
    head.calibrate(many)
    np.testing.assert_array_equal(head.fit(many).probabilities > 0.5, targets > 0)


def test_many_rows_and_few_give_the_same_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    by_products = InstantHead(hand_made_views()).fit(labelled(6)).probabilities
    monkeypatch.setattr(member_fit, "_MOST_ROTATED", 0)
    by_features = InstantHead(hand_made_views()).fit(labelled(6)).probabilities
    np.testing.assert_allclose(by_products, by_features, atol=0.02)


def test_calibration_is_wanted_when_much_has_changed() -> None:
    head = InstantHead(hand_made_views())
    assert head.wants_calibration(labelled(30))
    head.calibrate(labelled(30))
    assert head.fit(labelled(30)).is_calibrated
    assert not head.wants_calibration(labelled(31))
    assert head.wants_calibration(labelled(40))


def test_held_out_answers_come_from_models_that_did_not_see_them() -> None:
    flipped = KINDS.copy()
    flipped[5] = 0  # a mistake among many that are right
    head = InstantHead(hand_made_views())
    logits, places = head.out_of_fold(Labelled(np.arange(60), flipped, 3))
    assert sorted(places) == list(range(60))
    assert logits[list(places).index(5)].argmax() == KINDS[5]
