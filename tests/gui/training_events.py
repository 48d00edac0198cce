"""A training as a list of events, written by formula: what widgets and pages are fed in tests."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.models.training_record import TrainingRecord
from app.tasks.training_worker import Phased
from ulmfit_core.project.training import ASSEMBLING, PREPARING, WHOLE, Training, TrainingJob
from ulmfit_core.training.event_log import EventLog
from ulmfit_core.training.events import (
    CheckpointSaved,
    EpochFinished,
    RunFinished,
    RunStarted,
    RunStopped,
    StageStarted,
    StepFinished,
    StopCheck,
    StopVerb,
    TrainingEvent,
)

GROUPS = ("embedding", "layer 1", "layer 2", "layer 3", "head")
FINAL = {"n_train": 80.0, "n_valid": 20.0, "accuracy": 0.91, "baseline_tfidf_lr": 0.82}
READING, SORTING = "language model, forward", "classifier, forward"


def language_model(n_steps: int = 300) -> Iterator[TrainingEvent]:
    """One stage with everything thawed, three epochs."""
    groups = GROUPS[:4]
    yield RunStarted("finetune_lm", n_steps, groups)
    yield StageStarted(1, "all", groups, (), 1, n_steps, 1)
    for step in range(1, n_steps + 1):
        rate = 4e-3 * _slanted(step, n_steps)
        rates = tuple(rate / 1.3 ** (len(groups) - 1 - i) for i in range(len(groups)))
        loss = 4.2 + 2.0 * math.exp(-step / 80) + 0.25 * math.sin(step * 1.7)
        yield StepFinished(step, loss, rates, 0.3, 2240, 0.2)
        if step % (n_steps // 3) == 0:
            held_out = 4.3 + 1.8 * math.exp(-step / 80)
            metrics = {"valid_loss": held_out, "perplexity": math.exp(held_out)}
            yield EpochFinished(step * 3 // n_steps, step, metrics, is_best=True)
            yield CheckpointSaved(step, "checkpoint")
    yield RunFinished(n_steps, {}, n_steps)


def classifier(n_steps: int = 250) -> Iterator[TrainingEvent]:
    """Gradual unfreezing from the head down, five stages."""
    each = n_steps // len(GROUPS)
    yield RunStarted("finetune_classifier", each * len(GROUPS), GROUPS)
    for stage in range(1, len(GROUPS) + 1):
        yield from _stage(stage, each)
    yield RunFinished(each * len(GROUPS), {"valid_accuracy": 0.91})


def instant_head() -> Iterator[TrainingEvent]:
    """The preset quick: every text read once, then a head fitted in one go."""
    yield RunStarted("fit_instant_head", 3, GROUPS)
    yield StageStarted(1, "reading", (), GROUPS, 1, 3, 2)
    for step in range(1, 4):
        yield StepFinished(step, math.nan, (0.0,) * len(GROUPS), 0.0, 9000, 0.6)
        yield CheckpointSaved(step, "checkpoint")
    yield StageStarted(2, "head", GROUPS[-1:], GROUPS[:-1], 4, 0, 2)
    yield EpochFinished(1, 3, {"valid_loss": 0.7, "valid_accuracy": 0.8}, is_best=True)
    yield RunFinished(3, {"valid_accuracy": 0.8})


def whole() -> list[Phased]:
    """Both parts and what frames them, all of it."""
    return [
        (WHOLE, RunStarted("training", 0, ())),
        (WHOLE, StageStarted(1, PREPARING, (), (), 0, 0, 2)),
        *((READING, event) for event in language_model()),
        *((SORTING, event) for event in classifier()),
        (WHOLE, StageStarted(2, ASSEMBLING, (), (), 1, 16, 2)),
        (WHOLE, RunFinished(0, FINAL)),
    ]


def record(events: list[Phased]) -> TrainingRecord:
    """What a window knows after these events."""
    made = TrainingRecord()
    for phase, event in events:
        made.apply(phase, event)
    return made


def write_training(path: Path, preset: str, accuracy: float | None, **settings: Any) -> None:
    """A training's folder: finished with this accuracy, or paused where that is None."""
    training = Training.create(TrainingJob(str(path), preset=preset, **settings))
    stages = {"lm-forward": language_model(), "classifier-forward": classifier()}
    for name, events in stages.items():
        folder = training.folder.checkpoint_path / "0" / name
        folder.mkdir(parents=True)
        write_log(folder, events)
    end = RunStopped(0, StopVerb.PAUSE)
    metrics = FINAL | {"accuracy": accuracy or 0.0, "macro_f1": 0.8}
    finish = RunFinished(0, metrics)
    write_log(path, [RunStarted("training", 0, ()), end if accuracy is None else finish])


@dataclass
class ListedTraining:
    """In place of a child process: yields its events, then waits to be stopped if it is to."""

    listed: list[Phased]
    waits: bool = False
    fails: Exception | None = None
    deaf: bool = False
    forced: bool = field(default=False, init=False)

    def events(self, should_stop: StopCheck) -> Iterator[Phased]:
        yield from self.listed
        if self.fails is not None:
            raise self.fails
        while self.waits and not self.forced:
            verb = None if self.deaf else should_stop()
            if verb is StopVerb.KEEP_BEST:
                yield SORTING, RunFinished(1, {}, 1)
                yield WHOLE, RunFinished(0, {})
                return
            if verb is not None:
                yield WHOLE, RunStopped(0, verb)
                return

    def force_stop(self) -> None:
        self.forced = True


def write_log(folder: Path, events: Iterable[TrainingEvent]) -> None:
    """What a run's folder says of it."""
    with EventLog(folder / "events.jsonl") as log:
        for event in events:
            log.append(event)


def _stage(stage: int, each: int) -> Iterator[TrainingEvent]:
    n_groups = len(GROUPS)
    trained, frozen = GROUPS[n_groups - stage :], GROUPS[: n_groups - stage]
    first = (stage - 1) * each + 1
    yield StageStarted(stage, f"stage {stage}", trained, frozen, first, each, n_groups)
    for step in range(first, first + each):
        rate = 1e-2 * _slanted(step - first + 1, each)
        rates = tuple(
            rate / 2.0 ** (n_groups - 1 - i) if i >= n_groups - stage else 0.0
            for i in range(n_groups)
        )
        loss = 0.2 + 0.9 * math.exp(-step / 70) + 0.12 * math.sin(step * 2.3)
        yield StepFinished(step, loss, rates, 0.5, 900, 0.15)
    last = first + each - 1
    accuracy = 0.93 - 0.4 * math.exp(-last / 60) - (0.02 if stage == n_groups else 0.0)
    metrics = {"valid_loss": 0.25 + 0.8 * math.exp(-last / 70), "valid_accuracy": accuracy}
    yield EpochFinished(stage, last, metrics, is_best=stage < n_groups)


def _slanted(step: int, total: int) -> float:
    cut = max(1, total // 10)
    part = step / cut if step < cut else 1 - (step - cut) / max(1, total - cut)
    return (1 + part * 31) / 32
