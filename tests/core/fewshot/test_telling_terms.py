from __future__ import annotations

from math import log, sqrt

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from ulmfit_core.evaluation.calibration import negative_log_likelihood
from ulmfit_core.fewshot.instant_head import InstantHead, Member
from ulmfit_core.fewshot.labelled import Labelled
from ulmfit_core.fewshot.member_fit import How, fit_member, member_logits
from ulmfit_core.fewshot.telling_terms import log_count_ratios, telling_weights
from ulmfit_core.fewshot.views import Views

# Terms: of the first kind alone, of all, of none, twice in a text of the second kind.
ROWS = csr_matrix(np.array([[1, 1, 0, 0], [1, 1, 0, 0], [0, 1, 0, 2], [0, 1, 0, 0]], np.float32))
EVEN = np.array([[1, 0], [1, 0], [0, 1], [0, 1]], np.float64)


def test_ratios_are_of_texts_that_hold_a_term() -> None:
    ratios = log_count_ratios(ROWS, EVEN)
    np.testing.assert_allclose(ratios[:, 0], [log(5), 0, 0, -log(3)], atol=1e-12)
    np.testing.assert_allclose(ratios[:, 1], -ratios[:, 0], atol=1e-12)


def test_a_term_in_no_text_tells_nothing_however_rare_a_label_is() -> None:
    rare = np.array([[1, 0], [0, 1], [0, 1], [0, 1]], np.float64)
    assert log_count_ratios(ROWS, rare)[2] == pytest.approx([0, 0])


def test_a_label_of_weight_two_counts_as_two_texts() -> None:
    heavy = EVEN.copy()
    heavy[0] *= 2
    twice = [0, 0, 1, 2, 3]
    doubled = log_count_ratios(ROWS[twice], EVEN[twice])
    np.testing.assert_allclose(log_count_ratios(ROWS, heavy), doubled)


def test_weights_are_of_mean_square_one_over_what_the_rows_hold() -> None:
    weights = telling_weights(ROWS, EVEN)
    assert weights[0] > weights[3] > weights[1] == weights[2] > 0
    held = ROWS.multiply(ROWS).toarray().sum(0)
    assert sqrt(held @ weights**2 / held.sum()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("rows", "targets"),
    [(ROWS, EVEN[:, :1] * 0 + 1), (ROWS, EVEN * [1, 0]), (csr_matrix((4, 1)), EVEN)],
)
def test_nothing_is_told_by_one_label_or_without_words(
    rows: csr_matrix, targets: np.ndarray
) -> None:
    assert telling_weights(rows, targets).tolist() == [1.0] * rows.shape[1]


def test_a_label_that_none_has_is_no_label() -> None:
    third = np.hstack([EVEN, np.zeros((4, 1))])
    np.testing.assert_allclose(telling_weights(ROWS, third), telling_weights(ROWS, EVEN))


def common_and_rare(n: int) -> tuple[csr_matrix, np.ndarray]:
    """Half of thirty terms are in most texts and tell nothing, half in few and tell the kind."""
    rng = np.random.default_rng(0)
    kinds = np.arange(n) % 2
    common = rng.random((n, 15)) < 0.7
    rare = rng.random((n, 15)) < np.where(np.arange(15) % 2 == kinds[:, None], 0.15, 0.01)
    held = np.hstack([common, rare]).astype(np.float32)
    return csr_matrix(held / np.linalg.norm(held, axis=1, keepdims=True).clip(1)), kinds


@pytest.mark.parametrize("is_multi", [False, True])
def test_what_is_learnt_is_for_terms_as_they_are(is_multi: bool) -> None:
    rows, kinds = common_and_rare(60)
    each = np.eye(2, dtype=np.int64)[kinds]
    labelled = Labelled(np.arange(60), each if is_multi else kinds, 2)
    scaled = csr_matrix(rows.toarray() * telling_weights(rows, each.astype(np.float64)))
    found = fit_member(rows, labelled, How(10.0, 1e-12, by_telling=True), None)
    expected = fit_member(scaled, labelled, How(10.0, 1e-12), None)
    np.testing.assert_allclose(
        member_logits(rows, found, is_multi),
        member_logits(scaled, expected, is_multi),
        atol=1e-3,
    )


def test_a_regression_goes_on_from_where_it_was() -> None:
    rows, kinds = common_and_rare(600)
    labelled, how = Labelled(np.arange(600), kinds, 2), How(10.0, 1e-12, by_telling=True)
    found = fit_member(rows, labelled, how, None)
    early = fit_member(rows, labelled, How(10.0, 1.0, by_telling=True), found)
    np.testing.assert_allclose(early.weights, found.weights, atol=1e-3)


def test_common_words_that_tell_nothing_do_less_harm() -> None:
    rows, kinds = common_and_rare(600)
    labelled = Labelled(np.arange(150), kinds[:150], 2)
    losses = []
    for by_telling in (False, True):
        head = InstantHead(
            Views(rows, rows.toarray()), (Member(("words",), 10.0, by_telling),), tolerance=1e-6
        )
        said = head.fit(labelled).probabilities[150:]
        losses.append(negative_log_likelihood(np.log(said), kinds[150:]))
    assert losses[1] < losses[0]
