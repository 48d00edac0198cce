"""What is said of a training when it is over."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.models.training_record import TrainingRecord
from tests.gui.training_events import (
    FINAL,
    READING,
    SORTING,
    instant_head,
    record,
    whole,
    write_training,
)
from ulmfit_core.errors import InputError
from ulmfit_core.project.training import ASSEMBLING, WHOLE, Training, TrainingJob
from ulmfit_core.training.events import (
    RunFinished,
    RunStarted,
    RunStopped,
    StageStarted,
    StepFinished,
    StopVerb,
    TrainingEvent,
)
from ulmfit_core.training.run_record import record as record_run


@pytest.mark.parametrize(
    ("metrics", "expected", "words"),
    [
        ({}, 0.0, ""),
        ({"seconds": 754.0}, 0.0, "It took 13 min."),
        ({"seconds": 754.0}, 590.0, "It took 13 min; 10 min were expected."),
        ({"seconds": 31.0}, 9000.0, "It took 30 s; 2.5 h were expected."),
    ],
)
def test_its_time_stands_beside_the_estimate(
    metrics: dict[str, float], expected: float, words: str
) -> None:
    made = record(whole()[:-1])
    made.estimated_seconds = expected
    made.apply(WHOLE, RunFinished(0, metrics))
    assert made.describe() == f"Finished: the model is ready to be used. {words}".strip()


def test_nothing_was_expected_of_what_was_stopped_to_keep_the_best() -> None:
    made = record([*whole()[:400], (SORTING, RunFinished(90, {}, 50))])
    made.estimated_seconds = 1260.0
    made.apply(WHOLE, RunFinished(0, {"seconds": 600.0}))
    assert made.describe() == "Finished: the model is ready to be used. It took 10 min."


@pytest.mark.parametrize(("best_step", "is_said"), [(0, False), (50, True)])
def test_weights_that_held_out_texts_chose_flatter(best_step: int, is_said: bool) -> None:
    made = record([*whole()[:400], (SORTING, RunFinished(90, {}, best_step))])
    made.apply(WHOLE, RunFinished(0, FINAL))
    chosen = "Which weights to keep was chosen by these very texts: on others it may be less."
    assert (chosen in made.describe()) == is_said
    made.apply(WHOLE, RunFinished(0, {}))  # nothing was held out: no figure
    assert chosen not in made.describe()


def test_what_goes_on_after_a_pause_is_not_called_paused() -> None:
    paused = [*whole()[:50], (READING, RunStopped(48, StopVerb.PAUSE))]
    made = record([*paused, (WHOLE, RunStopped(48, StopVerb.PAUSE))])
    assert made.describe().startswith("Language model – Paused after step 48 of 300")
    made.apply(WHOLE, RunStarted("training", 0, ()))
    assert made.describe() == "Going on where it was."
    made.apply(*whole()[2])
    assert made.describe() == "Language model – Getting ready."


def test_a_narrow_place_hears_the_part_and_the_stage() -> None:
    events = [(phase, event) for phase, event in whole() if phase == SORTING]
    assert record(events[:-1]).describe_shortly() == "Classifier – Stage 5 of 5"
    assert record(events[:1]).describe_shortly() == "Classifier"


def test_what_is_fitted_in_one_go_leaves_the_curves_before_it_in_sight() -> None:
    reading = [(phase, event) for phase, event in whole() if phase == READING]
    fitted = [(SORTING, event) for event in instant_head()]
    assert record(reading + fitted).drawn == READING
    assert record(fitted).drawn == SORTING
    assert record(whole()).drawn == SORTING


def test_it_says_what_happens_before_and_after_the_stages() -> None:
    assert record([]).describe().startswith("Reading the texts")
    assembling = StageStarted(2, ASSEMBLING, (), (), 1, 16, 2)
    begun = [*whole()[:-1], (WHOLE, assembling)]
    assert record(begun).describe().startswith("Measuring beside simpler classifiers")
    again = [*begun, (WHOLE, RunStarted("training", 0, ()))]
    assert record(again).describe().startswith("Classifier – ")


def test_of_the_last_stage_it_is_known_how_far_it_is() -> None:
    made = record(whole()[:-1])
    made.apply(WHOLE, StepFinished(4, math.nan, (), 0.0, 0, 0.5))
    at_work = made.current
    assert at_work is not None
    assert (at_work.step, at_work.total_steps, at_work.eta_seconds) == (4, 16, 12 * 0.5)
    made.apply(WHOLE, RunFinished(0, FINAL))
    assert made.current is made.histories[SORTING]


def test_how_right_it_is_stands_beside_what_words_alone_make() -> None:
    made = record(whole()[:-1])
    metrics = {"accuracy": 0.9, "n_valid": 50.0, "baseline_tfidf_lr": 0.8}
    made.apply(WHOLE, RunFinished(0, metrics))
    words = "Finished: right on 90.0% of 50 held-out texts. Counting words alone (TF-IDF): 80.0%."
    assert made.describe() == words
    made.apply(WHOLE, RunFinished(0, metrics | {"n_valid": 9.0}))
    assert made.describe() == words.replace("50 held", "9 held") + " So few texts tell little."


def test_an_old_training_looks_as_it_did_live(tmp_path: Path) -> None:
    write_training(tmp_path / "run", "standard", 0.9, estimated_seconds=590.0)
    made, live = TrainingRecord.replay(tmp_path / "run"), record(whole())
    assert (made.phase, made.drawn) == (live.phase, live.drawn)
    assert made.histories[SORTING].smoothed_loss.tolist() == (
        live.histories[SORTING].smoothed_loss.tolist()
    )
    assert made.describe().startswith("Finished: right on 90.0% of ")
    assert made.estimated_seconds == 590


def test_one_that_failed_as_its_model_was_written_is_not_at_it_still(tmp_path: Path) -> None:
    def fails() -> Iterator[TrainingEvent]:
        yield RunStarted("training", 0, ())
        yield StageStarted(2, ASSEMBLING, (), (), 0, 0, 2)
        raise InputError("The disk is full.", "Free some.")

    folder = Training.create(TrainingJob(str(tmp_path / "run"))).folder
    with pytest.raises(InputError):
        list(record_run(folder, fails()))
    replayed = TrainingRecord.replay(folder.path)
    assert not replayed.is_assembling
    assert replayed.describe() == "The disk is full. Free some."
