"""The training that is offered beside the labels."""

from __future__ import annotations

from app.operations.training import start_training
from app.studio import Studio
from app.tasks.estimator import Choice
from ulmfit_core.project.training import TrainingJob
from ulmfit_core.training import presets
from ulmfit_core.training.presets import ADAPTED, QUICK, STANDARD, Preset
from ulmfit_core.training.start import NO_BASE


def full_choice(studio: Studio) -> Choice:
    """The recipe that is offered, gently, from the base for these texts."""
    base, offer = studio.workspace.suited_base(), studio.suggestions.offer
    preset = suited_preset(studio, offer.n_labelled if offer is not None else 0)
    return Choice(preset, NO_BASE if base is None else base.name, gentle=True)


def suited_preset(studio: Studio, n_labelled: int) -> Preset:
    """The recipe for so many labelled texts of the project's kinds."""
    workspace = studio.workspace
    if workspace.suited_base() is None:
        return STANDARD
    n_kinds, is_foreign = len(workspace.project.labels.all()), workspace.has_foreign_base()
    return presets.suited_preset(n_labelled, n_kinds, is_foreign=is_foreign)


def brings_nothing(studio: Studio) -> bool:
    """Whether the suggestions would not get better: the recipe is theirs, or would only have read
    what is read already."""
    preset = full_choice(studio).preset
    return preset is QUICK or (preset is ADAPTED and studio.suggestions.preparer.is_adapted)


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
