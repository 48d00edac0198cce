from __future__ import annotations

import numpy as np
import pytest

from ulmfit_core.evaluation.abstaining import Coverage, at_threshold, coverage_curve, expected_wrong

HELD_OUT = np.array(
    [[0.9, 0.1], [0.8, 0.2], [0.7, 0.3], [0.2, 0.8], [0.1, 0.9], [0.95, 0.05], [0.45, 0.55]]
)
GIVEN = np.array([0, 0, 0, 1, 1, 1, 0])  # the sixth is wrong, and so is the last


def test_a_stricter_threshold_answers_less_and_errs_less() -> None:
    curve = coverage_curve(HELD_OUT, GIVEN)
    assert curve[0].answered == 1.0
    assert curve[0].wrong == pytest.approx(2 / 7)
    assert [c.answered for c in curve] == sorted((c.answered for c in curve), reverse=True)
    at_nine = next(c for c in curve if c.threshold == 0.9)
    assert at_nine.answered == pytest.approx(3 / 7)
    assert at_nine.wrong == pytest.approx(1 / 3)
    assert coverage_curve(np.empty((0, 2)), np.empty(0, np.int64)) == []


def test_what_the_probabilities_themselves_expect_to_be_wrong() -> None:
    curve = coverage_curve(HELD_OUT, GIVEN)
    doubt = 1 - HELD_OUT.max(1)
    sure = [doubt[HELD_OUT.max(1) >= point.threshold].mean() for point in curve]
    assert expected_wrong(curve) == pytest.approx(sure)
    assert expected_wrong([]) == []


def test_a_threshold_between_two_answers_holds_for_the_surer_one() -> None:
    curve = coverage_curve(HELD_OUT, GIVEN)
    assert at_threshold(curve, 0.0) == Coverage(0.0, 7, 7, 2)
    assert at_threshold(curve, 0.75) == Coverage(0.75, 7, 5, 1)
    assert at_threshold(curve, 0.8) == Coverage(0.8, 7, 5, 1)
    assert at_threshold(curve, 0.99) == Coverage(0.99, 7, 0, 0)
    assert at_threshold([], 0.5) == Coverage(0.5, 0, 0, 0)


def test_the_interval_is_wilson_s() -> None:
    interval = Coverage(0.8, 100, 50, 5).wrong_interval()
    assert interval is not None
    assert interval.low == pytest.approx(0.0435, abs=1e-4)  # as tables have it
    assert interval.high == pytest.approx(0.2136, abs=1e-4)


def test_no_mistake_among_few_is_no_promise_of_none() -> None:
    interval = Coverage(0.8, 20, 10, 0).wrong_interval()
    assert interval is not None
    assert interval.low == 0.0
    assert interval.high == pytest.approx(0.2775, abs=1e-3)
    assert Coverage(0.99, 20, 0, 0).wrong_interval() is None


def test_answers_that_are_just_as_sure_stand_or_fall_together() -> None:
    curve = coverage_curve(np.tile([0.8, 0.2], (3, 1)), np.array([0, 1, 0]))
    assert curve == [Coverage(0.8, 3, 3, 1)]


def test_copies_of_a_text_say_no_more_of_how_often_it_is_wrong() -> None:
    groups = np.arange(7)
    once = coverage_curve(HELD_OUT, GIVEN, groups)
    twice = coverage_curve(HELD_OUT.repeat(2, 0), GIVEN.repeat(2), groups.repeat(2))
    for ours, theirs in zip(twice, once, strict=True):
        assert (ours.n_answered, ours.n_wrong) == (2 * theirs.n_answered, 2 * theirs.n_wrong)
        found, expected = ours.wrong_interval(), theirs.wrong_interval()
        assert found is not None
        assert expected is not None
        assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
