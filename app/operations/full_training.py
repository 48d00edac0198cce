"""The full training that is offered beside the labels."""

from __future__ import annotations

from app.operations.training import start_training
from app.studio import Studio
from app.tasks.estimator import Choice
from ulmfit_core.base_models import list_bases
from ulmfit_core.project.training import TrainingJob
from ulmfit_core.training.presets import STANDARD
from ulmfit_core.training.start import NO_BASE


def full_choice() -> Choice:
    """The recipe that is offered: the whole pipeline, gently, from the first base there is."""
    bases = [base.name for base in list_bases() if base.direction == "forward"]
    return Choice(STANDARD, bases[0] if bases else NO_BASE, gentle=True)


def train_fully(studio: Studio) -> bool:
    """Begin it in the background, or say why not."""
    choice = full_choice()
    expected = studio.estimator.estimate(choice)
    job = TrainingJob(
        run_dir="",
        preset=choice.preset.name,
        base=choice.base,
        gentle=choice.gentle,
        estimated_seconds=expected.seconds if expected else 0.0,
    )
    return start_training(studio, job)
