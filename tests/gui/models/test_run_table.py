from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.models.run_comparison import Compared, differences
from app.models.run_table import RunRow, RunTable, run_row
from app.operations.training import run_rows
from app.studio import Studio
from tests.gui.training_events import write_training
from ulmfit_core.project.project import Project
from ulmfit_core.project.training import Training
from ulmfit_core.training.run_folder import RunState
from ulmfit_core.training.start import NO_BASE


def training(project: Project, accuracy: float | None, base: str) -> Path:
    path = project.runs.next_run_dir("classifier")
    write_training(path, "standard", accuracy, base=base)
    return path


def test_a_row_says_what_became_of_a_training_a_damaged_one_too(project: Project) -> None:
    paths = [training(project, 0.9, NO_BASE), training(project, None, "en-compact")]
    paths.append(training(project, 0.9, "en-compact"))
    (paths[2] / "job.json").write_text("{")
    table = RunTable()
    table.show_rows([run_row(project.runs.get(path)) for path in paths])
    cells = [[table.index(row, column).data() for column in range(7)] for row in range(3)]
    assert cells[0] == [
        *("Training 1", "finished", "Standard, from scratch", "80", "90.0%", "80.0%", "82.0%")
    ]
    assert cells[1] == ["Training 2", "paused", "Standard, en-compact", "", "", "", ""]
    assert cells[2][1:] == ["damaged", "", "", "", "", ""]
    right = Qt.AlignmentFlag.AlignRight
    sides = [table.index(0, column).data(Qt.ItemDataRole.TextAlignmentRole) for column in (2, 3)]
    assert [bool(side & right) for side in sides] == [False, True]


def test_one_that_went_on_from_another_is_told_by_its_title(
    studio: Studio, project: Project
) -> None:
    first = training(project, 0.9, NO_BASE)
    training(project, 0.8, str(Training(first).model_path))
    training(project, 0.8, "/elsewhere/0001-classifier/result/model.ulmfit")
    training(project, 0.8, "/elsewhere/mail.ulmfit")
    rows = run_rows(studio)
    assert [row.start for row in rows[:3]] == ["mail.ulmfit", "0001-classifier", "Training 1"]
    table = RunTable()
    table.show_rows(rows)
    assert table.index(2, 2).data() == "Standard, Training 1"
    assert dict(differences([Compared.load(row) for row in rows[1:3]])) == {
        "Start from": ("0001-classifier", "Training 1")
    }


@pytest.mark.parametrize("state", RunState)
def test_all_but_one_at_work_and_one_that_is_through_can_go_on(
    project: Project, state: RunState
) -> None:
    entry = project.runs.get(training(project, None, NO_BASE))
    can_go_on = state not in (RunState.RUNNING, RunState.FINISHED)
    assert RunRow(replace(entry, state=state)).can_resume is can_go_on
