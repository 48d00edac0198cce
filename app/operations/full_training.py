"""The full training that is offered beside the labels."""

from __future__ import annotations

from app.operations.training import start_training
from app.studio import Studio
from app.tasks.estimator import Choice
from ulmfit_core.project.training import TrainingJob
from ulmfit_core.training.presets import STANDARD
from ulmfit_core.training.start import NO_BASE


def full_choice(studio: Studio) -> Choice:
    """The recipe that is offered: the whole pipeline, gently, from the base for these texts."""
    base = studio.workspace.suited_base()
    return Choice(STANDARD, base.name if base else NO_BASE, gentle=True)


def train_fully(studio: Studio) -> bool:
    """Begin it in the background, or say why not."""
    choice = full_choice(studio)
    expected = studio.estimator.estimate(choice)
    job = TrainingJob(
        run_dir="",
        preset=choice.preset.name,
        base=choice.base,
        gentle=choice.gentle,
        estimated_seconds=expected.seconds if expected else 0.0,
    )
    return start_training(studio, job)
