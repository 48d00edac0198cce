"""What taught the model that a training goes on from, and so the new one too."""

from __future__ import annotations

from pathlib import Path

from ulmfit_core.project.present_labels import project_beside
from ulmfit_core.project.taught import TAUGHT, Learnt, learnt_in_all
from ulmfit_core.training.start import is_model


def start_lessons(base: str, project_file: Path) -> list[Learnt] | None:
    """As ``learnt_in_all`` of it; nothing where ``base`` is no model file, None where it is not one
    of the project's trainings or nobody knows."""
    if not is_model(base):
        return []
    model = Path(base)
    if project_beside(model) != project_file.resolve():
        return None
    return learnt_in_all(model.parent / TAUGHT)
