from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from sklearn import metrics as oracle

from ulmfit_core.errors import InputError
from ulmfit_core.evaluation.intervals import share_interval
from ulmfit_core.evaluation.metrics import ClassScores, Evaluation, evaluate

LABELS = ["a", "b", "c", "d"]


def some_scores(n: int = 200, seed: int = 3) -> tuple[Any, Any]:
    """Probabilities [n, 4] that are right rather often, and their targets [n]."""
    rng = np.random.default_rng(seed)
    targets = rng.integers(0, 4, n)
    logits = rng.normal(size=(n, 4)) + 1.5 * np.eye(4)[targets]
    odds = np.exp(logits)
    return odds / odds.sum(axis=1, keepdims=True), targets


def test_a_case_worked_by_hand() -> None:
    p = np.array([[0.8, 0.2], [0.6, 0.4], [0.3, 0.7], [0.1, 0.9]])
    result = evaluate(p, np.array([0, 1, 1, 1]), ["no", "yes"], n_bootstrap=0)
    assert result.confusion == ((1, 0), (1, 2))
    assert result.accuracy == 0.75
    # no: P 1/2, R 1, F1 2/3; yes: P 1, R 2/3, F1 4/5
    assert result.macro_f1 == pytest.approx((2 / 3 + 4 / 5) / 2)
    assert result.log_loss == pytest.approx(-np.log([0.8, 0.4, 0.7, 0.9]).mean())
    assert [(c.support, c.predicted) for c in result.per_class] == [(1, 2), (3, 2)]
    assert result.accuracy_interval is None


def test_single_label_agrees_with_scikit_learn() -> None:
    p, y = some_scores()
    result = evaluate(p, y, LABELS, n_bootstrap=10)
    guess = p.argmax(axis=1)
    assert result.accuracy == pytest.approx(oracle.accuracy_score(y, guess))
    assert result.macro_f1 == pytest.approx(oracle.f1_score(y, guess, average="macro"))
    assert result.log_loss == pytest.approx(oracle.log_loss(y, p))
    assert result.confusion == tuple(map(tuple, oracle.confusion_matrix(y, guess).tolist()))
    each = [(c.precision, c.recall, c.f1, c.support) for c in result.per_class]
    theirs = oracle.precision_recall_fscore_support(y, guess)
    assert np.asarray(each) == pytest.approx(np.transpose(theirs))


def test_multi_label_agrees_with_scikit_learn() -> None:
    rng = np.random.default_rng(5)
    y = rng.integers(0, 2, (80, 4))
    p = np.clip(0.3 + 0.4 * y + rng.normal(scale=0.3, size=y.shape), 0.01, 0.99)
    cut = [0.5, 0.4, 0.6, 0.3]
    result = evaluate(p, y, LABELS, thresholds=cut, n_bootstrap=10)
    guess = (p >= cut).astype(int)
    assert result.accuracy == pytest.approx(oracle.accuracy_score(y, guess))
    assert result.macro_f1 == pytest.approx(oracle.f1_score(y, guess, average="macro"))
    each = [oracle.log_loss(y[:, c], p[:, c]) for c in range(4)]
    assert result.log_loss == pytest.approx(np.mean(each))
    assert result.confusion == ()


def test_multi_label_with_one_label() -> None:
    result = evaluate(np.array([[0.9], [0.2]]), np.array([[1], [1]]), ["only"], n_bootstrap=5)
    assert (result.per_class[0].precision, result.per_class[0].recall) == (1.0, 0.5)


@pytest.mark.parametrize(("cut", "given"), [(None, [1, 1]), ([0.6, 0.6], [0, 1])])
def test_a_label_is_given_from_its_threshold_on(cut: Any, given: list[int]) -> None:
    p, y = np.array([[0.5, 0.6], [0.4, 0.1]]), np.array([[1, 1], [0, 0]])
    result = evaluate(p, y, ["a", "b"], thresholds=cut)
    assert [scores.predicted for scores in result.per_class] == given


def test_where_no_text_has_a_label_none_is_found() -> None:
    result = evaluate(np.array([[0.1], [0.2]]), np.array([[0], [0]]), ["only"])
    assert (result.accuracy, result.macro_f1) == (1.0, 0.0)


def test_a_label_absent_from_the_test_set_does_not_count_in_macro_f1() -> None:
    p = np.array([[0.9, 0.05, 0.05], [0.05, 0.9, 0.05]])
    result = evaluate(p, np.array([0, 1]), ["a", "b", "unseen"])
    assert result.macro_f1 == 1.0
    assert result.macro_f1_interval is None
    assert result.per_class[2].support == 0
    assert len(result.confusion) == 3


def test_one_row() -> None:
    result = evaluate(np.array([[0.9, 0.1]]), np.array([0]), ["a", "b"], n_bootstrap=0)
    assert result.n == result.n_distinct == 1
    assert result.accuracy == result.macro_f1 == 1.0
    assert result.per_class[0] == ClassScores("a", 1.0, 1.0, 1.0, support=1, predicted=1)
    assert result.per_class[1] == ClassScores("b", 0.0, 0.0, 0.0, support=0, predicted=0)


@pytest.mark.parametrize("truth", [0, 1])
def test_all_right_or_all_wrong_among_few_is_no_promise_of_more(truth: int) -> None:
    p = np.tile([0.9, 0.1], (20, 1))
    result = evaluate(p, np.full(20, truth), ["a", "b"])
    assert result.accuracy_interval == share_interval(20 * (truth == 0), 20)
    assert result.accuracy_interval.high - result.accuracy_interval.low > 0.15
    assert result.macro_f1_interval is None
    assert result.log_loss_interval is None


@pytest.mark.parametrize("highest", [1.0, 1 + 5e-7])  # as 32 bits may round a certainty
def test_a_certain_mistake_stays_finite(highest: float) -> None:
    result = evaluate(np.array([[highest, 0.0]]), np.array([1]), ["a", "b"], n_bootstrap=3)
    assert result.log_loss == pytest.approx(34.54, abs=0.01)


def test_intervals_are_those_of_resampled_rows() -> None:
    p, y = some_scores(150)
    result = evaluate(p, y, LABELS, n_bootstrap=2000, seed=1)
    rng = np.random.default_rng(99)
    rows = [rng.integers(0, 150, 150) for _ in range(2000)]
    guess = p.argmax(axis=1)
    slow = [oracle.f1_score(y[r], guess[r], average="macro") for r in rows[:400]]
    assert result.macro_f1_interval is not None
    assert result.macro_f1_interval.low == pytest.approx(np.quantile(slow, 0.025), abs=0.02)
    assert result.macro_f1_interval.high == pytest.approx(np.quantile(slow, 0.975), abs=0.02)
    hits = [(y[r] == guess[r]).mean() for r in rows]
    assert result.accuracy_interval is not None
    assert result.accuracy_interval.low == pytest.approx(np.quantile(hits, 0.025), abs=0.01)
    assert result.log_loss_interval is not None
    assert result.log_loss_interval.low < result.log_loss < result.log_loss_interval.high


def test_an_interval_holds_all_but_a_fortieth_at_each_end() -> None:
    p, y = some_scores(150)
    found = evaluate(p, y, LABELS, n_bootstrap=20_000).log_loss_interval
    losses = -np.log(p[np.arange(150), y])
    drawn = losses[np.random.default_rng(99).integers(0, 150, (20_000, 150))].mean(axis=1)
    assert found is not None
    assert (drawn < found.low).mean() == pytest.approx(0.025, abs=0.005)
    assert (drawn > found.high).mean() == pytest.approx(0.025, abs=0.005)


def test_blocks_of_resamples_do_not_change_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    p, y = some_scores(50)
    whole = evaluate(p, y, LABELS, n_bootstrap=30)
    monkeypatch.setattr("ulmfit_core.evaluation.resampling._DRAWS_AT_ONCE", 350)
    assert evaluate(p, y, LABELS, n_bootstrap=30) == whole


@pytest.mark.parametrize("n_bootstrap", [0, 20])
def test_round_trips_through_json(n_bootstrap: int) -> None:
    result = evaluate(*some_scores(20), LABELS, n_bootstrap=n_bootstrap)
    assert Evaluation.from_json(json.loads(json.dumps(result.to_json()))) == result


@pytest.mark.parametrize(
    ("p", "y"),
    [
        ([[float("nan"), 0.5]], [0]),
        ([[1.5, 0.5]], [0]),
        ([[0.5, -0.5]], [0]),
        ([0.5, 0.5], [0]),
        (np.empty((0, 2)), np.empty(0, dtype=int)),
        ([[0.5, 0.5]], [2]),
        ([[0.5, 0.5]], [0, 1]),
        ([[0.2, 0.3, 0.5]], [0]),
        ([[0.5, 0.5]], [[0, 2]]),
    ],
)
def test_what_cannot_be_scored_is_refused_in_a_sentence(p: Any, y: Any) -> None:
    with pytest.raises(InputError) as refusal:
        evaluate(np.asarray(p), np.asarray(y), ["a", "b"])
    assert refusal.value.message.endswith(".")


def test_copies_count_in_a_figure_and_tell_nothing_more_of_how_far_it_is_off() -> None:
    p, y = some_scores(60)
    once = evaluate(p, y, LABELS)
    thrice = evaluate(p.repeat(3, 0), y.repeat(3), LABELS, groups=np.arange(60).repeat(3))
    assert (thrice.n, thrice.n_distinct) == (180, 60)
    assert thrice.accuracy == pytest.approx(once.accuracy)
    for ours, theirs in zip(intervals_of(thrice), intervals_of(once), strict=True):
        assert ours == pytest.approx(theirs, abs=1e-6)
    apart = evaluate(p.repeat(3, 0), y.repeat(3), LABELS)
    widths = [[high - low for low, high in intervals_of(each)] for each in (thrice, apart)]
    assert all(wide > 1.4 * narrow for wide, narrow in zip(*widths, strict=True))


def intervals_of(found: Evaluation) -> list[tuple[float, float]]:
    each = [found.accuracy_interval, found.macro_f1_interval, found.log_loss_interval]
    for scores in found.per_class:
        each += [scores.precision_interval, scores.recall_interval]
    return [(interval.low, interval.high) for interval in each if interval is not None]


def test_figures_of_before_copies_were_looked_for_are_read() -> None:
    record = evaluate(*some_scores(20), LABELS).to_json()
    del record["n_distinct"]
    for scores in record["per_class"]:
        del scores["precision_interval"]
    found = Evaluation.from_json(record)
    assert found.n_distinct == 20
    assert found.per_class[0].precision_interval is None
