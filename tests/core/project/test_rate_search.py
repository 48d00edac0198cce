"""Searching a rate on a project's own texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from ulmfit_core.corpus.document import Document
from ulmfit_core.errors import InputError
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.project import DATABASE_NAME, Project
from ulmfit_core.project.rate_search import from_json, search
from ulmfit_core.project.training import TrainingJob
from ulmfit_core.training.events import StopVerb
from ulmfit_core.training.rate_curve import RateTried

SMALL = {"embedding_size": 8, "hidden_size": 10, "n_layers": 2, "precision": "float32"}
SET = {**SMALL, "batch_size": 4, "patience": 2}  # the last goes by texts that none hold out here
JOB = TrainingJob("", settings=SET, lm_settings=SET)


class StopAt:
    """Asks to stop after so many steps."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def stop_verb(self) -> StopVerb | None:
        self.left -= 1
        return StopVerb.PAUSE if self.left < 0 else None

    def answer(self) -> None:
        return None


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p", "Mail") as made:
        documents = [
            Document(f"{label} number {n} of this box", (label,), f"{label}{n}", "a.csv", n)
            for n in range(12)
            for label in ("letter", "bill")
        ]
        for _ in made.import_documents(documents, ImportSettings("a.csv", test_fraction=0.0)):
            pass
        yield made


@pytest.mark.parametrize("language_model", [False, True])
def test_either_stage_is_tried_and_no_run_is_left(
    project: Project, tmp_path: Path, language_model: bool
) -> None:
    file = str(project.folder / DATABASE_NAME)
    events = [
        from_json(v) for v in search(StopAt(5), file, asdict(JOB), language_model, str(tmp_path))
    ]
    assert [event.step for event in events if isinstance(event, RateTried)] == [1, 2, 3, 4, 5]
    assert project.runs.all() == []


def test_too_few_labels_are_said(tmp_path: Path) -> None:
    with Project.create(tmp_path / "q", "Empty") as project:
        file = str(project.folder / DATABASE_NAME)
        with pytest.raises(InputError, match="needs two labels"):
            list(search(StopAt(5), file, asdict(JOB), False, str(tmp_path)))


def test_what_is_fitted_in_one_go_has_no_rate(project: Project, tmp_path: Path) -> None:
    wanted = asdict(TrainingJob("", preset="quick", base="en-compact"))
    with pytest.raises(InputError, match="no rate to find"):
        list(search(StopAt(5), str(project.folder / DATABASE_NAME), wanted, False, str(tmp_path)))
