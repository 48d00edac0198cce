from __future__ import annotations

import itertools
import math
import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from tests.fakes import CountingJob, count
from ulmfit_core.training.events import (
    CheckpointSaved,
    EpochFinished,
    RunFinished,
    RunStarted,
    RunStopped,
    StageStarted,
    StepFinished,
    StopVerb,
    TrainingEvent,
)
from ulmfit_core.training.history import RunHistory
from ulmfit_core.training.jobs import job_to_json
from ulmfit_core.training.run_folder import RunFolder
from ulmfit_core.training.run_record import record
from ulmfit_core.training.run_words import describe_run

GROUPS = ("embedding", "layer 1", "layer 2", "layer 3", "head")


def started(step: int = 0, kind: str = "finetune_classifier", total: int = 100) -> RunStarted:
    return RunStarted(kind, total, GROUPS, step)


def step(number: int, loss: float = 0.5, seconds: float = 0.5) -> StepFinished:
    return StepFinished(number, loss, (0.0, 0.0, 0.0, 0.1, 0.2), 1.5, 10, seconds)


def stage(number: int, first_step: int) -> StageStarted:
    return StageStarted(
        number, "thaw", GROUPS[5 - number :], GROUPS[: 5 - number], first_step, 5, 4
    )


def follow(history: RunHistory, events: Iterable[TrainingEvent]) -> None:
    for event in events:
        history.apply(event)


def history_of(*events: TrainingEvent) -> RunHistory:
    history = RunHistory()
    follow(history, events)
    return history


def same(one: RunHistory, other: RunHistory) -> bool:
    series = ("steps", "loss", "smoothed_loss", "perplexity", "learning_rates")
    numbers = all(np.array_equal(getattr(one, name), getattr(other, name)) for name in series)
    facts = ("stages", "validations", "stage_spans", "step", "seconds", "eta_seconds", "ended")
    return numbers and all(getattr(one, name) == getattr(other, name) for name in facts)


def test_every_step_is_a_row() -> None:
    history = history_of(started(), step(1, 0.7), step(2, 0.6))
    assert history.steps.tolist() == [1, 2]
    assert history.loss.tolist() == [0.7, 0.6]
    assert history.learning_rates.shape == (2, 5)
    assert history.learning_rates[1].tolist() == [0.0, 0.0, 0.0, 0.1, 0.2]


def test_smoothing_is_an_average_without_the_pull_of_its_start() -> None:
    losses = [2.0, 1.0, 4.0]
    history = RunHistory(smoothing=0.9)
    follow(history, [started(), *(step(number, loss) for number, loss in enumerate(losses, 1))])
    weights = np.array([0.9**2, 0.9, 1.0])
    assert history.smoothed_loss[0] == pytest.approx(2.0)
    assert history.smoothed_loss[-1] == pytest.approx((weights * losses).sum() / weights.sum())


def test_a_diverged_step_shows_and_does_not_blank_the_rest() -> None:
    history = history_of(started(), step(1, 1.0), step(2, math.nan), step(3, 1.0))
    assert math.isnan(history.loss[1])
    assert history.smoothed_loss.tolist() == pytest.approx([1.0, 1.0, 1.0])


def test_nothing_finite_yet_smooths_to_nothing() -> None:
    assert np.isnan(history_of(started(), step(1, math.inf)).smoothed_loss).all()


@pytest.mark.parametrize("kind", ["pretrain", "finetune_lm"])
def test_language_models_have_a_perplexity(kind: str) -> None:
    history = history_of(started(kind=kind), step(1, math.log(50)), step(2, 1e6))
    assert history.perplexity[0] == pytest.approx(50)
    assert np.isfinite(history.perplexity).all()


def test_a_classifier_has_none() -> None:
    assert history_of(started(), step(1)).perplexity.size == 0


def test_the_best_evaluation_is_marked() -> None:
    points = [
        EpochFinished(1, 10, {"valid_loss": 0.5}, True),
        EpochFinished(2, 20, {"valid_loss": 0.3, "valid_accuracy": 0.9}, True),
        EpochFinished(3, 30, {"valid_loss": 0.4}, False),
    ]
    history = history_of(started(), *points)
    assert history.best == points[1]
    assert [column.tolist() for column in history.validation_series("valid_loss")] == [
        [10, 20, 30],
        [0.5, 0.3, 0.4],
    ]
    assert [column.tolist() for column in history.validation_series("valid_accuracy")] == [
        [20],
        [0.9],
    ]
    assert history.validation_series("unknown")[0].size == 0


def test_stages_span_their_steps() -> None:
    history = history_of(
        started(), stage(1, 1), *map(step, range(1, 6)), stage(2, 6), step(6), step(7)
    )
    spans = [(span.first_step, span.last_step) for span in history.stage_spans]
    assert spans == [(1, 5), (6, 7)]


def test_pace_and_time_left() -> None:
    history = history_of(started(total=20), *(step(n, seconds=0.5) for n in range(1, 11)))
    assert history.tokens_per_second == pytest.approx(20)
    assert history.eta_seconds == pytest.approx(10 * 0.5)
    assert history.seconds == pytest.approx(5.0)


def test_one_stalled_step_hardly_moves_the_time_left() -> None:
    steps = [step(n, seconds=0.5) for n in range(1, 64)]
    calm = history_of(started(), *steps, step(64, seconds=0.5)).eta_seconds
    stalled = history_of(started(), *steps, step(64, seconds=60.0)).eta_seconds
    assert calm is not None
    assert stalled is not None
    assert calm < stalled < 1.1 * calm


def test_uneven_batches_count_with_their_mean() -> None:
    """Half the steps take 1 s and half 3 s: a median would promise far too little."""
    paces = itertools.cycle([1.0, 1.0, 3.0, 3.0])
    history = history_of(started(), *(step(n, seconds=next(paces)) for n in range(1, 51)))
    assert history.eta_seconds == pytest.approx(50 * 2.0, rel=0.05)


def test_no_time_left_is_claimed_where_none_is_known() -> None:
    assert RunHistory().eta_seconds is None
    assert history_of(started()).eta_seconds is None
    assert history_of(started(total=0), step(1)).eta_seconds is None
    assert history_of(started(), step(1), RunFinished(1, {})).eta_seconds is None


def test_reading_and_fitting_have_each_its_own_time_left() -> None:
    """Of 100 steps 3 read the texts, which is slow; the others fit what was read."""
    reading = StageStarted(1, "reading", (), GROUPS, 1, 3, 2)
    fitting = StageStarted(2, "head", GROUPS[-1:], GROUPS[:-1], 4, 97, 2)
    history = history_of(started(), reading, step(1, seconds=60.0))
    assert history.eta_seconds == pytest.approx(2 * 60.0)
    follow(history, [step(2, seconds=60.0), step(3, seconds=60.0), fitting])
    assert history.eta_seconds is None
    history.apply(StepFinished(4, math.nan, (0.0,) * 5, 0.0, 0, 0.5))
    assert history.eta_seconds == pytest.approx(96 * 0.5)
    assert history.tokens_per_second is None  # none are read any more
    assert history.reading_speed == pytest.approx(10 / 60)


def test_the_pace_of_another_day_is_forgotten() -> None:
    slow = [step(n, seconds=50.0) for n in range(1, 5)]
    history = history_of(
        started(), *slow, CheckpointSaved(4, "checkpoint"), started(4), step(5, seconds=0.5)
    )
    assert history.tokens_per_second == pytest.approx(20)


def test_live_through_a_crash_equals_its_replay(tmp_path: Path) -> None:
    job = CountingJob(str(tmp_path), trouble="bug", trouble_at=7)
    folder = RunFolder.create(tmp_path, job_to_json(job))
    live = RunHistory()
    with pytest.raises(ZeroDivisionError):
        follow(live, record(folder, count(job)))
    assert same(live, RunHistory.replay(folder.events_path))
    follow(live, record(folder, count(job)))
    assert same(live, RunHistory.replay(folder.events_path))
    assert live.steps.tolist() == list(range(1, 13))


def test_live_through_a_pause_equals_an_uninterrupted_run(tmp_path: Path) -> None:
    paused = RunHistory()
    job = CountingJob(str(tmp_path))
    (tmp_path / "checkpoint").mkdir()
    for event in count(job, should_stop=lambda: StopVerb.PAUSE if paused.step == 5 else None):
        paused.apply(event)
    assert paused.step == 5
    for event in count(job):
        paused.apply(event)
    whole = history_of(*count(CountingJob(str(tmp_path / "whole"))))
    assert same(paused, whole)


def test_a_restart_from_nothing_forgets_everything() -> None:
    history = history_of(started(), stage(1, 1), step(1), EpochFinished(1, 1, {}), started())
    assert same(history, history_of(started()))


def test_checkpoints_of_a_forgotten_start_are_forgotten() -> None:
    first = [started(), *map(step, range(1, 5)), CheckpointSaved(4, "checkpoint")]
    second = [started(), *map(step, range(1, 5)), EpochFinished(1, 4, {"valid_loss": 0.5})]
    assert history_of(*first, *second, started(4)).validations == second[-1:]


def test_what_a_resumed_run_tells_again_stands_once() -> None:
    whole = [started(), stage(1, 1), step(1), CheckpointSaved(1, "checkpoint")]
    after = [EpochFinished(1, 1, {"valid_loss": 0.5}), step(2), CheckpointSaved(2, "checkpoint")]
    history = history_of(*whole, *after, started(1), stage(1, 1), *after)
    assert same(history, history_of(*whole, *after))
    assert (len(history.stages), len(history.validations)) == (1, 1)


def test_a_checkpoint_that_was_never_announced_is_cut_at_its_step() -> None:
    history = history_of(started(), stage(1, 1), *map(step, range(1, 9)), started(5))
    assert history.step == 5
    assert history.stages == [stage(1, 1)]


@pytest.mark.parametrize(
    ("events", "sentence"),
    [
        ([], "Not started."),
        ([started()], "Getting ready."),
        (
            [started(), stage(2, 6)],
            "Stage 2 of 4: training head and layer 3; embedding, layer 1, layer 2 stay frozen.",
        ),
        (
            [started(), stage(4, 6)],
            "Stage 4 of 4: training head, layer 3, layer 2 and layer 1; embedding stays frozen.",
        ),
        (
            [started(), StageStarted(1, "full", GROUPS[-2:], (), 1, 5)],
            "Stage 1: training head and layer 3; nothing is frozen.",
        ),
        (
            [started(), RunStopped(40, "pause")],
            "Paused after step 40 of 100; it can go on from there.",
        ),
        ([started(), RunStopped(40, "pause"), started(40)], "Getting ready."),
        ([started(), RunStopped(40, "discard")], "Stopped after step 40 of 100 and discarded."),
        (
            [started(), RunFinished(80, {}, 60)],
            "Finished after step 80 of 100; kept the best, step 60.",
        ),
        ([started(total=0), RunFinished(80, {})], "Finished after step 80."),
    ],
)
def test_it_says_what_happens(events: list[TrainingEvent], sentence: str) -> None:
    assert describe_run(history_of(*events)) == sentence


def test_a_hundred_thousand_steps_cost_no_more_each() -> None:
    history = history_of(started(total=200_000))

    def seconds_for(first: int) -> float:
        events = [step(number) for number in range(first, first + 10_000)]
        began = time.process_time()
        for event in events:
            history.apply(event)
        return time.process_time() - began

    costs = [seconds_for(first) for first in range(1, 100_000, 10_000)]
    assert min(costs[-3:]) < 3 * min(costs[:3])
    assert history.steps.tolist() == list(range(1, 100_001))
