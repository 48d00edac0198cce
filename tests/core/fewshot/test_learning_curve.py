from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from tests.core.fewshot.corpora import KINDS, hand_made_views
from ulmfit_core.fewshot import learning_curve as curve_module
from ulmfit_core.fewshot.instant_head import InstantHead, Member
from ulmfit_core.fewshot.labelled import Labelled
from ulmfit_core.fewshot.learning_curve import learning_curve, more_labels, n_missing
from ulmfit_core.fewshot.views import Views

HEAD = InstantHead(hand_made_views())
WORDS = InstantHead(hand_made_views(), (Member(("words",), 10.0),))


def labelled(n: int) -> Labelled:
    return Labelled(np.arange(n), KINDS[:n], 3)


def several(n: int) -> Labelled:
    """The same, each label a yes or no of its own."""
    return Labelled(np.arange(n), np.eye(3, dtype=np.int64)[KINDS[:n]], 3)


def test_it_rises_to_what_the_views_can_tell() -> None:
    *_, curve = learning_curve(HEAD, WORDS, labelled(60))
    assert [point.n for point in curve.head] == [6, 12, 24, 36, 48]
    assert curve.head[-1].mean == pytest.approx(1.0)
    assert curve.head[0].mean < 0.99  # six labels are often of two kinds alone
    assert curve.words[-1].mean < 0.8  # two of the three kinds have the same words
    assert curve.majority == pytest.approx(1 / 6)
    assert all(point.low <= point.mean <= point.high for point in curve.head)


def test_what_reading_adds_is_drawn_beside_it() -> None:
    unread = InstantHead(hand_made_views(), (Member(("topics",), 10.0), Member(("words",), 10.0)))
    *_, curve = learning_curve(HEAD, WORDS, labelled(60), unread=unread)
    assert [point.n for point in curve.unread] == [point.n for point in curve.head]
    assert curve.head[-1].mean == pytest.approx(1.0)
    assert curve.unread[-1].mean < 0.8
    *_, without = learning_curve(HEAD, WORDS, labelled(60))
    assert without.unread == ()


def test_a_rare_label_counts_as_it_does_in_guessing() -> None:
    rows = np.concatenate([np.flatnonzero(KINDS < 2), np.flatnonzero(KINDS == 2)[:1]])
    *_, curve = learning_curve(HEAD, WORDS, Labelled(rows, KINDS[rows], 3))
    assert curve.head[-1].mean == pytest.approx(2 / 3, abs=0.02)  # nobody can learn it from none


def test_each_repeat_gives_a_curve_of_the_same_sizes() -> None:
    curves = list(learning_curve(HEAD, WORDS, labelled(40)))
    assert len(curves) == 4
    assert len({tuple(point.n for point in curve.head) for curve in curves}) == 1


def test_too_few_labels_are_counted_and_give_no_number() -> None:
    assert n_missing(labelled(6)) == 14
    assert n_missing(labelled(20)) == 0
    lonely = Labelled(np.arange(30), np.zeros(30, np.int64), 3)
    assert n_missing(lonely) == 5
    one_of_a_kind = Labelled(np.arange(30), np.array([0] * 28 + [1, 2]), 3)
    assert n_missing(one_of_a_kind) == 4
    assert n_missing(several(6)) == 14
    with pytest.raises(ValueError, match="too few"):
        next(learning_curve(HEAD, WORDS, labelled(6)))


def test_a_power_law_tells_roughly_how_many_more() -> None:
    """From the labels there are, not from those that a fold learnt from."""
    sizes = np.array([10, 20, 40, 80])
    scores = np.stack([0.9 - 2.0 * sizes**-0.5 + by for by in (-0.02, 0.02)])
    exact = (2.0 / (2.0 * 100**-0.5 - 0.01)) ** 2 - 100
    assert exact == pytest.approx(11, abs=1)
    assert more_labels(sizes, scores, 100) == 10
    assert more_labels(sizes, scores, 160) == 20
    assert more_labels(sizes, scores, 500) == 100


def test_a_flat_curve_promises_nothing() -> None:
    sizes = np.array([10, 20, 40, 80])
    assert more_labels(sizes, np.full((3, 4), 0.8), 100) is None


def test_where_hardly_an_error_is_left_no_point_is_promised() -> None:
    sizes = np.array([4, 6, 12, 24])
    scores = np.stack([[0.7, 0.8, 1.0, 1.0], [0.8, 0.9, 1.0, 1.0]])
    assert more_labels(sizes, scores, 30) is None


def test_of_many_labels_some_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(curve_module, "_MOST", 40)
    curve = next(learning_curve(HEAD, WORDS, labelled(60)))
    assert curve.head[-1].n == 32


def test_several_labels_a_text_have_a_curve_too() -> None:
    *_, curve = learning_curve(HEAD, WORDS, several(60))
    assert curve.head[-1].mean == pytest.approx(1.0)
    assert curve.words[-1].mean < 0.8
    assert curve.majority == 0.0  # no label has half of the texts


def test_a_part_with_one_label_alone_is_answered_by_guessing() -> None:
    rows = np.concatenate([np.flatnonzero(KINDS == 0), np.flatnonzero(KINDS == 1)[:5]])
    *_, curve = learning_curve(HEAD, WORDS, Labelled(rows, KINDS[rows], 3))
    assert curve.majority < curve.head[0].mean < curve.head[-1].mean


def test_a_point_beyond_a_thousand_labels_is_not_promised() -> None:
    sizes = np.array([10, 20, 40, 80])
    slow = 1 - (0.1 + 0.03 * sizes**-0.1)
    assert more_labels(sizes, np.stack([slow, slow]), 100) is None


def test_a_text_that_is_there_again_proves_nothing() -> None:
    texts = np.arange(80) % 40
    noise = np.random.default_rng(0).integers(0, 2, 40)[texts]  # nothing to learn, but by heart
    each = np.eye(40, dtype=np.float32)[texts]
    head = InstantHead(Views(csr_matrix(each), each))
    *_, curve = learning_curve(head, head.twin(), Labelled(np.arange(80), noise, 2, groups=texts))
    assert curve.head[-1].n == 32
    assert curve.head[-1].mean < 0.65
    assert n_missing(Labelled(np.arange(24), KINDS[:24], 3, groups=np.arange(24) % 12)) == 8
