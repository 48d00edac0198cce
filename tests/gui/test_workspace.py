from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.studio import Studio
from app.workspace import Change, Workspace
from ulmfit_core.json_file import write_json
from ulmfit_core.project.project import Project
from ulmfit_core.training.event_log import EventLog
from ulmfit_core.training.events import RunFinished
from ulmfit_core.training.run_folder import RunFolder


def test_nothing_is_open_at_first() -> None:
    workspace = Workspace()
    assert not workspace.is_open
    with pytest.raises(RuntimeError):
        _ = workspace.project


def test_the_next_project_closes_the_one_before(
    studio: Studio, project: Project, tmp_path: Path
) -> None:
    told: list[str] = []
    studio.workspace.closed.connect(lambda: told.append("closed"))
    studio.workspace.opened.connect(lambda: told.append("opened"))
    studio.workspace.create(tmp_path / "other", "Other")
    assert told == ["closed", "opened"]
    Project.open(project.folder).close()  # it would refuse while it is open


def test_counts_are_the_project_s(studio: Studio, project: Project) -> None:
    counts = studio.workspace.counts()
    assert counts.texts == project.documents.counts()
    assert counts.texts.n_labelled == 4
    assert counts.n_classifiers == 0


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (lambda p: p.annotations.skip([5]), Change.ANNOTATIONS),
        (lambda p: p.annotations.flag([5]), Change.ANNOTATIONS),
        (lambda p: p.labels.create("thing"), Change.LABELS),
        (lambda p: p.labels.merge([1], 2), Change.LABELS | Change.ANNOTATIONS),
        (lambda p: p.labels.delete(1), Change.LABELS | Change.ANNOTATIONS),
        (lambda p: p.rename("Other"), Change.NAME),
        (lambda p: p.commands.undo(), Change.DOCUMENTS | Change.ANNOTATIONS | Change.LABELS),
    ],
)
def test_a_command_tells_what_it_changed(
    qtbot: QtBot, studio: Studio, project: Project, act: object, expected: Change
) -> None:
    assert callable(act)
    with qtbot.waitSignal(studio.workspace.changed) as signal:
        studio.workspace.notify(act(project))
    assert signal.args == [expected]


def test_a_finished_run_counts_once_it_is_told_of(studio: Studio, project: Project) -> None:
    folder = RunFolder(project.runs.next_run_dir("classifier"))
    write_json(folder.job_path, {})
    studio.workspace.notify(Change.RUNS)
    assert studio.workspace.counts().n_classifiers == 0  # it has not begun
    with EventLog(folder.events_path) as events:
        events.append(RunFinished(3, {}, 3))
    assert studio.workspace.counts().n_classifiers == 0  # nobody said so yet
    studio.workspace.notify(Change.RUNS)
    assert studio.workspace.counts().n_classifiers == 1
