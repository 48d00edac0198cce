from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from tests.core.fewshot.corpora import KINDS, hand_made_views
from ulmfit_core.evaluation.calibration import negative_log_likelihood
from ulmfit_core.fewshot import member_fit
from ulmfit_core.fewshot.instant_head import InstantHead
from ulmfit_core.fewshot.labelled import Labelled
from ulmfit_core.fewshot.member_fit import How, fit_member, member_logits, probabilities
from ulmfit_core.fewshot.views import Views


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
    long = replace(short, words_a_text=256.0)
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
    assert not head.wants_calibration(labelled(31))
    assert head.wants_calibration(labelled(40))
    assert not head.wants_calibration(labelled(27))
    assert head.wants_calibration(labelled(26))
    two = np.flatnonzero(KINDS < 2)[:30]
    assert head.wants_calibration(Labelled(two, KINDS[two], 3))


def noisy_views(*, good: str) -> Views:
    """Either the words or the topics and the reading tell the kinds; the others are noise."""
    rng = np.random.default_rng(1)
    telling, noise = np.eye(3)[KINDS], rng.normal(size=(2, 60, 3))
    telling = (telling + 0.3 * rng.normal(size=telling.shape)).astype(np.float32)
    if good == "words":
        return Views(csr_matrix(telling), *noise.astype(np.float32))
    return Views(csr_matrix(noise[0].astype(np.float32)), telling, telling)


@pytest.mark.parametrize("good", ["words", "reading"])
def test_calibration_goes_by_the_member_that_tells_more(good: str) -> None:
    head = InstantHead(noisy_views(good=good))
    loss = head.calibrate(labelled(60))
    head.fit(labelled(60))
    learnt = head.learnt()
    assert sum(learnt.shares) == 1
    assert learnt.shares[good == "words"] >= 0.75
    logits, places = head.out_of_fold(labelled(60))
    assert loss == pytest.approx(
        negative_log_likelihood(logits / learnt.temperature, KINDS[places])
    )
    assert loss < negative_log_likelihood(logits, KINDS[places])


def test_what_was_learnt_says_what_the_head_says() -> None:
    head = InstantHead(noisy_views(good="reading"))
    head.calibrate(labelled(60))
    said, learnt = head.fit(labelled(60)).probabilities, head.learnt()
    np.testing.assert_allclose(
        probabilities(learnt.logits(head.views) / learnt.temperature, False), said, atol=1e-3
    )
    head.temper(9.0)
    flat = head.fit(labelled(60)).probabilities
    np.testing.assert_allclose(probabilities(learnt.logits(head.views) / 9, False), flat, atol=1e-3)


def test_too_few_labels_to_hold_any_out_calibrate_nothing() -> None:
    head = InstantHead(hand_made_views())
    few = labelled(4)
    logits, places = head.out_of_fold(few)
    assert logits.shape == (0, 3)
    assert not len(places)
    assert head.calibrate(few) == 0
    head.fit(few)
    assert head.learnt().temperature == 1
    assert head.learnt().shares == (0.5, 0.5)


@pytest.mark.parametrize("targets", [KINDS[:9], np.eye(3, dtype=np.int64)[KINDS[:9]]])
def test_a_label_of_weight_two_counts_as_two(targets: np.ndarray) -> None:
    rows, how = hand_made_views().dense[:][:9].astype(np.float64), How(10.0, 1e-8)
    weights = np.ones(targets.shape)
    weights[:3] = 2
    weighed = fit_member(rows, Labelled(np.arange(9), targets, 3, weights), how, None)
    twice = np.array([*range(9), 0, 1, 2])
    doubled = fit_member(rows[twice], Labelled(twice, targets[twice], 3), how, None)
    is_multi = targets.ndim == 2
    np.testing.assert_allclose(
        *(member_logits(rows, fit, is_multi) for fit in (weighed, doubled)), atol=1e-3
    )


def test_some_labels_keep_their_weights() -> None:
    some = Labelled(np.arange(3), KINDS[:3], 3, np.array([1.0, 2.0, 3.0])).select(np.array([2, 0]))
    assert some.weights is not None
    assert some.weights.tolist() == [3.0, 1.0]


def test_of_several_labels_one_has_to_be_given_to_some_and_not_to_all() -> None:
    for targets, can_teach, seen in (
        ([[1, 0], [1, 0]], False, (0,)),
        ([[1, 1], [1, 0]], True, (0, 1)),
        ([[0, 0], [0, 0]], False, ()),
    ):
        several = Labelled(np.arange(2), np.array(targets), 2)
        assert several.can_teach() is can_teach
        assert several.labels_seen() == seen


def test_held_out_answers_come_from_models_that_did_not_see_them() -> None:
    flipped = KINDS.copy()
    flipped[5] = 0  # a mistake among many that are right
    head = InstantHead(hand_made_views())
    logits, places = head.out_of_fold(Labelled(np.arange(60), flipped, 3))
    assert sorted(places) == list(range(60))
    assert logits[list(places).index(5)].argmax() == KINDS[5]
