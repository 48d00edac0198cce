"""What the stages of a training leave once its model is written, also where a kill came first."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ulmfit_core.project.project import Project
from ulmfit_core.project.training import Training, TrainingJob
from ulmfit_core.training.event_log import EventLog
from ulmfit_core.training.events import RunFinished, RunStarted, TrainingEvent

STAGE = "checkpoint/abc/lm-forward"
TOLD = {f"{STAGE}/{name}" for name in ("job.json", "events.jsonl", "summary.json", "log.txt")}
HELD = {
    *("checkpoint/texts.jsonl", "checkpoint/abc/data/train/ids.bin"),
    *(f"{STAGE}/language_model/weights.safetensors", f"{STAGE}/checkpoint/state.safetensors"),
}


def killed(project: Project, *events: TrainingEvent) -> Training:
    """A training whose last events these were, with all that its stages wrote."""
    training = Training.create(TrainingJob(str(project.runs.next_run_dir("classifier"))))
    for name in TOLD | HELD:
        path = training.folder.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    with EventLog(training.folder.events_path) as log:
        for event in (RunStarted("training", 0, ()), *events):
            log.append(event)
    return training


def files(training: Training) -> set[str]:
    """Those of the stages."""
    folder = training.folder
    found = folder.checkpoint_path.rglob("*")
    return {path.relative_to(folder.path).as_posix() for path in found if path.is_file()}


def test_a_kill_at_the_very_end_leaves_them_until_the_project_is_opened(tmp_path: Path) -> None:
    with Project.create(tmp_path, "Mail") as project:
        finished = killed(project, RunFinished(0, {}))
        going_on = killed(project)
    with Project.open(tmp_path):
        assert files(finished) == TOLD
        assert files(going_on) == TOLD | HELD


def test_one_that_another_process_works_in_is_left_to_it(tmp_path: Path) -> None:
    with Project.create(tmp_path, "Mail") as project:
        finished = killed(project, RunFinished(0, {}))
    with finished.folder.lock.held(), Project.open(tmp_path):
        assert files(finished) == TOLD | HELD


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
@pytest.mark.parametrize("linked", ["checkpoint", "checkpoint/abc", STAGE])
def test_nothing_is_deleted_through_a_link(linked: str, tmp_path: Path) -> None:
    with Project.create(tmp_path / "p", "Mail") as project:
        finished = killed(project, RunFinished(0, {}))
    link, elsewhere = finished.folder.path / linked, tmp_path / "elsewhere"
    link.rename(elsewhere)
    link.symlink_to(elsewhere)
    before = {path.relative_to(elsewhere) for path in elsewhere.rglob("*")}
    Project.open(tmp_path / "p").close()
    assert {path.relative_to(elsewhere) for path in elsewhere.rglob("*")} == before
