from __future__ import annotations

from pathlib import Path

from app.operations.review import TrainedPoint, trained_points
from app.pages.review_words import headline, sentences, training_sentences
from app.studio import Studio
from tests.gui.training_events import write_training
from ulmfit_core.evaluation.abstaining import Coverage
from ulmfit_core.evaluation.agreement import Consistency
from ulmfit_core.fewshot.learning_curve import CurvePoint, LearningCurve
from ulmfit_core.fewshot.review import Review
from ulmfit_core.fewshot.stopping import StopAdvice
from ulmfit_core.project.project import Project
from ulmfit_core.training.start import NO_BASE

POINTS = (CurvePoint(80, 0.7, 0.6, 0.8),)
NOT_ASKED = Consistency(0, 0, None)


def trained(project: Project, preset: str, accuracy: float | None, base: str) -> Path:
    path = project.runs.next_run_dir("classifier")
    write_training(path, preset, accuracy, base=base)
    return path


def test_full_trainings_stand_beside_the_curve_with_what_they_started_from(
    studio: Studio, project: Project
) -> None:
    trained(project, "standard", 0.9, "en-compact")
    trained(project, "standard", 0.7, NO_BASE)
    trained(project, "quick", 0.9, "en-compact")  # of the head alone
    trained(project, "standard", None, "en-compact")  # paused
    later = trained(project, "standard", 0.9, "en-compact") / "job.json"
    later.write_text(later.read_text().replace('"standard"', '"of a later version"'))
    points = trained_points(studio)
    assert points == [
        TrainedPoint("Training 1", 80, 0.8, is_from_scratch=False),
        TrainedPoint("Training 2", 80, 0.8, is_from_scratch=True),
    ]
    assert training_sentences(points) == [
        "Training 1, a full training on 80 texts, reaches 80% on those it held out.",
        "Training 2, trained from scratch on 80 texts, reaches 80% on those it held out.",
    ]


def said_of(review: Review, own: Consistency = NOT_ASKED) -> str:
    return " ".join(sentences(review, own))


def test_a_curve_from_searched_texts_promises_no_better_on_others() -> None:
    said = said_of(Review(0, LearningCurve(POINTS, POINTS, 0.1, None)))
    assert "those found by a search easier; the test set tells" in said
    assert "texts at random do better" not in said


def test_one_is_one() -> None:
    for more, words in ((1, "Roughly 1 more label for"), (20, "Roughly 20 more labels for")):
        assert words in said_of(Review(0, LearningCurve(POINTS, POINTS, 0.1, more)))
    assert "same label." in said_of(Review(0), Consistency(1, 1, None))
    assert "1 of 1 text the" in said_of(Review(0), Consistency(1, 1, None))


def test_own_consistency_bounds_agreement_not_sureness() -> None:
    said = said_of(Review(0), Consistency(10, 9, 0.8))
    assert "Kappa 0.80: hardly any model will agree with you more often than you with" in said


def test_the_band_of_the_repeats_is_no_promise_about_other_texts() -> None:
    review = Review(0, LearningCurve(POINTS, POINTS, 0.1, None))
    assert headline(review) == "Macro F1 70%, learnt from 80 texts"
    words = "give 60% to 80%: the band. Of texts yet to come it may be off by more."
    assert words in said_of(review)


def test_what_hardly_changed_is_no_reason_of_its_own_to_go_on() -> None:
    said = said_of(Review(0, advice=StopAdvice(False, 0.95, 0.0)))
    assert said.startswith("Go on: the last 10 labels changed 0.0% of the answers, but over the")
    said = said_of(Review(0, advice=StopAdvice(True, 1.0, 0.0, more=50)))
    assert (
        said == "Go on: the last 10 labels changed 0.0% of the answers, but the curve still rises."
    )
    assert "You may stop" in said_of(Review(0, advice=StopAdvice(True, 1.0, 0.0)))
    assert "still changed 4.0%" in said_of(Review(0, advice=StopAdvice(False, 0.9, 0.04)))


def test_a_few_sure_answers_are_no_promise() -> None:
    everything, few = Coverage(0.3, 100, 100, 30), Coverage(0.99, 100, 2, 0)
    said = said_of(Review(0, coverage=(everything, few)))
    assert said == "Answering every text, it is wrong in 30%."
    said = said_of(Review(0, coverage=(everything, Coverage(0.95, 100, 20, 1), few)))
    assert "at least 95% sure, on 20% of the texts, it is wrong in 5% (most likely 1% to" in said


def test_answers_that_claim_to_doubt_more_are_not_promised_to_be_right() -> None:
    everything, lucky = Coverage(0.3, 100, 100, 30), Coverage(0.9, 100, 20, 0)
    said = said_of(Review(0, coverage=(everything, lucky, Coverage(0.99, 100, 2, 0))))
    assert said == "Answering every text, it is wrong in 30%."
