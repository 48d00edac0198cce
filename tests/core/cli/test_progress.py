from __future__ import annotations

import pytest

from ulmfit_core.cli.progress import TrainingProgress, duration
from ulmfit_core.cli.screen import Screen
from ulmfit_core.training.events import (
    EpochFinished,
    RunFinished,
    RunStarted,
    StageStarted,
    StepFinished,
)

GROUPS = ("embedding", "layer 1", "head")


def test_log_names_what_trains_and_what_stays_frozen(capsys: pytest.CaptureFixture[str]) -> None:
    with TrainingProgress(Screen()) as progress:
        progress.show("classifier", RunStarted("finetune_classifier", 4, GROUPS, step=2))
        progress.show("classifier", StageStarted(1, "top", GROUPS[2:], GROUPS[:2], 3, 2, 3))
        progress.show("classifier", StepFinished(3, 1.5, (0.0, 0.0, 0.1), 1.0, 32, 0.5))
        progress.show("classifier", EpochFinished(1, 3, {"valid_loss": 1.0}))
        progress.show("classifier", RunFinished(4, {"valid_accuracy": 0.75, "score": 1.0}))
    captured = capsys.readouterr()
    assert captured.out == ""
    lines = captured.err.splitlines()
    assert lines[0] == "classifier: goes on after step 2"
    assert lines[1] == ("classifier: stage 1 of 3: training head; embedding, layer 1 stay frozen.")
    assert lines[-1].startswith("classifier: done in ")
    assert lines[-1].endswith("valid accuracy 0.75")


def test_what_the_language_model_writes_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with TrainingProgress(Screen()) as progress:
        progress.show("language model", RunStarted("finetune_lm", 4, GROUPS))
        progress.show("language model", EpochFinished(2, 4, {}, written="The service was kind."))
    said = "language model: after epoch 2 it writes: The service was kind."
    assert capsys.readouterr().err.splitlines() == [said]


def test_a_second_run_begins_anew(capsys: pytest.CaptureFixture[str]) -> None:
    with TrainingProgress(Screen()) as progress:
        for what in ("language model", "classifier"):
            progress.show(what, RunStarted("finetune_lm", 4, GROUPS))
            progress.show(what, StageStarted(1, "all", GROUPS, (), 1, 4))
    assert [line.split(":")[0] for line in capsys.readouterr().err.splitlines()] == [
        "language model",
        "classifier",
    ]


@pytest.mark.parametrize(
    ("seconds", "said"), [(7.44, "7.4 s"), (754.2, "12:34"), (9000.0, "2:30:00"), (60, "01:00")]
)
def test_duration(seconds: float, said: str) -> None:
    assert duration(seconds) == said
