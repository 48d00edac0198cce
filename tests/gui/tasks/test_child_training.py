from __future__ import annotations

from pathlib import Path

import pytest

from app.tasks.child_training import ChildTraining
from tests.gui.training_events import write_log
from ulmfit_core.project.training import Training, TrainingJob
from ulmfit_core.training.events import RunStarted


class KilledProcess:
    """In place of a child: it is gone at once."""

    def __init__(self) -> None:
        self.is_gone = False

    def force_stop(self) -> None:
        self.is_gone = True


@pytest.mark.parametrize("log", ["", "a library warns\n"])
def test_one_that_was_stopped_by_force_did_not_lack_memory(tmp_path: Path, log: str) -> None:
    path, process = tmp_path / "run", KilledProcess()
    training = Training.create(TrainingJob(str(path)))
    write_log(path, [RunStarted("training", 0, ())])
    training.folder.log_path.write_text(log)
    assert training.ended_without_a_word
    ChildTraining(training, tmp_path / "project.sqlite", process).force_stop()  # type: ignore[arg-type]
    assert process.is_gone
    assert not training.ended_without_a_word
    assert training.folder.log_path.read_text() == f"{log}Stopped by force.\n"
