from __future__ import annotations

import numpy as np
import pytest

from ulmfit_core.evaluation.calibration import (
    expected_calibration_error,
    fit_temperature,
    fit_thresholds,
    held_out_thresholds,
    log_loss_and_accuracy,
    log_softmax,
    reliability_curve,
)
from ulmfit_core.evaluation.metrics import evaluate


def overconfident(n: int, factor: float) -> tuple[np.ndarray, np.ndarray]:
    """Logits that are ``factor`` times too large for the targets drawn from them."""
    rng = np.random.default_rng(0)
    honest = rng.normal(size=(n, 3)) * 1.5
    shares = np.exp(log_softmax(honest))
    targets = (rng.random((n, 1)) > shares.cumsum(axis=1)).sum(axis=1)
    return honest * factor, np.minimum(targets, 2)


@pytest.mark.parametrize("factor", [0.5, 1.0, 3.0])
def test_temperature_recovers_the_factor_of_overconfident_logits(factor: float) -> None:
    logits, targets = overconfident(20_000, factor)
    assert fit_temperature(logits, targets) == pytest.approx(factor, rel=0.05)


def test_multi_label_temperature() -> None:
    rng = np.random.default_rng(1)
    honest = rng.normal(size=(5000, 3))
    targets = (rng.random(honest.shape) < 1 / (1 + np.exp(-honest))).astype(int)
    assert fit_temperature(honest * 2, targets) == pytest.approx(2, rel=0.08)


@pytest.mark.parametrize("is_multi", [False, True])
def test_the_temperature_of_several_is_that_of_their_mean(is_multi: bool) -> None:
    logits, targets = overconfident(5000, 2.0)
    truth = np.eye(3, dtype=int)[targets] if is_multi else targets
    alone = fit_temperature(logits, truth)
    assert fit_temperature(np.stack([logits] * 2), truth) == pytest.approx(alone)
    apart = logits + 2 * np.random.default_rng(0).normal(size=(2, *logits.shape))
    assert fit_temperature(apart, truth) < 0.95 * min(fit_temperature(a, truth) for a in apart)
    assert fit_temperature(np.empty((2, 0, 3)), np.empty(0, dtype=int)) == 1.0


def test_temperature_calibrates() -> None:
    logits, targets = overconfident(5000, 4.0)
    before = expected_calibration_error(np.exp(log_softmax(logits)), targets)
    t = fit_temperature(logits, targets)
    after = expected_calibration_error(np.exp(log_softmax(logits / t)), targets)
    assert before > 0.1
    assert after < 0.03


def test_few_separable_rows_leave_the_temperature_near_one() -> None:
    logits = np.array([[9.0, -9.0], [-9.0, 9.0]])
    assert 0.5 < fit_temperature(logits, np.array([0, 1])) < 1.2
    assert 0.05 <= fit_temperature(np.tile(logits, (500, 1)), np.tile([0, 1], 500)) < 2
    assert 0.05 <= fit_temperature(np.tile(logits, (500, 1)), np.tile([1, 0], 500)) <= 20


def test_at_the_temperature_the_slopes_of_loss_and_prior_cancel_out() -> None:
    t = fit_temperature(np.array([[1.0, -1.0], [-1.0, 1.0]]), np.array([0, 1]))
    margin = 2 / t
    assert np.log(t) / 0.5**2 == pytest.approx(-2 * margin / (1 + np.exp(margin)), abs=1e-5)


def test_no_rows_and_no_numbers() -> None:
    assert fit_temperature(np.empty((0, 3)), np.empty(0, dtype=int)) == 1.0
    with pytest.raises(ValueError, match="NaN"):
        fit_temperature(np.array([[np.nan, 0.0]]), np.array([0]))


def test_calibration_error_worked_by_hand() -> None:
    # Two bins: three rows at 0.9 of which two right, one row at 0.6 that is right.
    p = np.array([[0.9, 0.1], [0.9, 0.1], [0.1, 0.9], [0.6, 0.4]])
    targets = np.array([0, 1, 1, 0])
    expected = 0.75 * abs(0.9 - 2 / 3) + 0.25 * 0.4
    assert expected_calibration_error(p, targets) == pytest.approx(expected)
    bins = reliability_curve(p, targets, n_bins=10)
    assert [(b.n, round(b.accuracy, 3)) for b in bins] == [(1, 1.0), (3, 0.667)]


def test_a_bin_includes_its_upper_edge() -> None:
    p = np.array([[1.0, 0.0], [0.5, 0.5]])
    bins = reliability_curve(p, np.array([0, 0]), n_bins=2)
    assert [(b.low, b.high, b.confidence) for b in bins] == [(0.0, 0.5, 0.5), (0.5, 1.0, 1.0)]


def test_what_lies_within_a_bin_stays_there() -> None:
    p = np.array([[0.55, 0.45], [0.95, 0.05]])
    bins = reliability_curve(p, np.array([0, 0]), n_bins=10)
    assert [(b.low, b.high) for b in bins] == [(0.5, 0.6), (0.9, 1.0)]
    assert expected_calibration_error(p[:0], np.array([], dtype=int)) == 0.0


def test_thresholds_maximise_f1_and_keep_a_half_for_rare_labels() -> None:
    scores = np.linspace(0.01, 0.4, 20)
    p = np.stack([scores, scores], axis=1)
    truth = np.zeros((20, 2), dtype=int)
    truth[12:, 0] = 1  # eight positives, all above 0.24 or so
    truth[19, 1] = 1  # a single one
    low, rare = fit_thresholds(p, truth)
    assert scores[11] < low < scores[12]
    assert rare == 0.5


def test_of_thresholds_as_good_the_one_nearest_a_half_is_taken() -> None:
    p = np.array([[0.5]] * 4 + [[0.4]] * 5 + [[0.0]])
    truth = np.array([[1]] * 6 + [[0]] * 4)  # F1 is 0.8 after four of them, and after nine
    assert fit_thresholds(p, truth) == pytest.approx([0.45])


def test_five_positives_are_enough_for_a_threshold() -> None:
    p = np.array([[0.1]] * 9 + [[0.2]] * 5)
    assert fit_thresholds(p, np.array([[0]] * 9 + [[1]] * 5)) == pytest.approx([0.15])


def test_thresholds_never_split_equal_scores() -> None:
    p = np.array([[0.3]] * 10 + [[0.7]] * 10)
    truth = np.array([[0]] * 9 + [[1]] * 11)
    (threshold,) = fit_thresholds(p, truth)
    assert 0.3 < threshold <= 0.7


def test_equal_scores_in_a_lucky_order_do_not_count() -> None:
    # Cutting after the eight positives at 0.6 looks best, but no threshold can do it.
    p = np.array([[0.6]] * 16 + [[0.2]] * 4)
    truth = np.array([[1]] * 8 + [[0]] * 8 + [[1]] * 2 + [[0]] * 2)
    assert fit_thresholds(p, truth)[0] < 0.2


def test_a_row_has_no_part_in_the_thresholds_it_is_measured_by() -> None:
    rng = np.random.default_rng(0)
    p, truth = rng.random((100, 2)), (rng.random((100, 2)) < 0.3).astype(int)
    cuts = held_out_thresholds(p, truth, 0)
    assert len(np.unique(cuts, axis=0)) == 5
    alike = (cuts == cuts[0]).all(axis=1)  # held out together
    truth[alike] = 1 - truth[alike]
    again = held_out_thresholds(p, truth, 0)
    assert np.array_equal(again[alike], cuts[alike])
    assert not np.array_equal(again, cuts)


def test_thresholds_of_noise_gain_nothing_on_rows_that_did_not_choose_them() -> None:
    rng = np.random.default_rng(1)
    p, truth = rng.random((60, 8)), (rng.random((60, 8)) < 0.2).astype(int)
    f1 = [
        evaluate(p, truth, "abcdefgh", thresholds=cuts, n_bootstrap=0).macro_f1
        for cuts in (None, fit_thresholds(p, truth), held_out_thresholds(p, truth, 0))
    ]
    assert f1[1] > f1[0] + 0.05  # F1 rises with every label given, and with luck
    assert f1[2] < f1[1] - 0.05


@pytest.mark.parametrize("n", [0, 1, 4])
def test_too_few_rows_choose_no_thresholds(n: int) -> None:
    p = np.full((n, 2), 0.9)
    assert np.array_equal(held_out_thresholds(p, np.ones((n, 2), int), 0), np.full((n, 2), 0.5))


def test_log_loss_and_accuracy_of_one_label() -> None:
    logits = np.log(np.array([[0.5, 0.25, 0.25], [0.1, 0.1, 0.8], [0.2, 0.6, 0.2]]))
    loss, accuracy = log_loss_and_accuracy(logits, np.array([0, 2, 0]))
    assert loss == pytest.approx(-np.log([0.5, 0.8, 0.2]).mean(), rel=1e-5)
    assert accuracy == pytest.approx(2 / 3)


def test_log_loss_and_accuracy_of_several_labels() -> None:
    p = np.array([[0.9, 0.2], [0.6, 0.7]])
    truth = np.array([[1, 0], [0, 1]])
    loss, accuracy = log_loss_and_accuracy(np.log(p / (1 - p)), truth)
    assert loss == pytest.approx(-np.log([0.9, 0.8, 0.4, 0.7]).mean(), rel=1e-5)
    assert accuracy == 0.5  # of the second text one label of two is wrong
