from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.tasks.background_task import BackgroundTask, Progress
from app.tasks.child_run import run_in_child
from tests.fakes import CountingJob
from ulmfit_core.training.events import StepFinished

FAKES = "tests.fakes"


@pytest.mark.parametrize("is_told", [False, True])
def test_a_child_that_hears_nothing_ends_when_its_thread_is_asked_to(
    qtbot: QtBot, tmp_path: Path, is_told: bool
) -> None:
    job = CountingJob(str(tmp_path / "run"), trouble="deaf", trouble_at=1)

    def work() -> Generator[Progress, None, None]:
        for event in run_in_child(job, FAKES):
            if is_told or isinstance(event, StepFinished):
                yield Progress(0)

    task = BackgroundTask(work)
    with qtbot.waitSignal(task.progressed):
        task.start()
    task.requestInterruption()
    assert task.wait(20_000)  # far less than a child gets that is left in peace
