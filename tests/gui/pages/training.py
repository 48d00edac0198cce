"""Texts and models that the page Train begins with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.builders import tiny_bundle
from tests.gui.training_events import (
    write_training,
)
from ulmfit_core.corpus.document import Document
from ulmfit_core.export.bundle import write_bundle
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.project import Project
from ulmfit_core.project.training import Training


def bring_in_more(project: Project) -> None:
    """Thirty texts of each label."""
    more = [
        Document(f"{word} number {n} of all the {word}s", (word,), f"m{n}{word}", "m.csv", n)
        for n in range(30)
        for word in ("place", "person")
    ]
    for _ in project.import_documents(more, ImportSettings("m.csv", test_fraction=0.2)):
        pass


def model_of(project: Project, **changes: Any) -> Path:
    """A finished training with its model."""
    path = project.runs.next_run_dir("classifier")
    write_training(path, "standard", 0.9)
    made = Training(path).model_path
    made.parent.mkdir(exist_ok=True)
    write_bundle(tiny_bundle(**changes), made)
    return made
