from __future__ import annotations

from pathlib import Path

from app.operations.review import TrainedPoint, trained_points
from app.pages.review_words import training_sentences
from app.studio import Studio
from tests.gui.training_events import write_training
from ulmfit_core.project.project import Project
from ulmfit_core.training.start import NO_BASE


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
    points = trained_points(studio)
    assert points == [
        TrainedPoint("Training 1", 80, 0.8, is_from_scratch=False),
        TrainedPoint("Training 2", 80, 0.8, is_from_scratch=True),
    ]
    assert training_sentences(points) == [
        "Training 1, a full training on 80 texts, reaches 0.80 on those it held out.",
        "Training 2, trained from scratch on 80 texts, reaches 0.80 on those it held out.",
    ]
