"""A training run without a network: same contract as a recipe, deterministic, in microseconds.

The module is also a job registry (``job_from_json``, ``recipe_of``), so a
child process can be pointed at it by name.
"""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from ulmfit_core.errors import InputError
from ulmfit_core.json_file import write_json
from ulmfit_core.training.events import (
    CheckpointSaved,
    EpochFinished,
    RunFinished,
    RunStarted,
    RunStopped,
    StageStarted,
    StepFinished,
    StopCheck,
    StopRequests,
    StopVerb,
    TrainingEvent,
    never,
)

GROUPS = ("embedding", "layer 1", "head")


@dataclass(frozen=True)
class CountingJob:
    """``trouble`` happens once, after step ``trouble_at`` and before it is checkpointed."""

    kind: ClassVar[str] = "counting"
    run_dir: str
    n_steps: int = 12
    checkpoint_every: int = 4
    trouble: str = ""
    trouble_at: int = 0


@dataclass
class _State:
    """All that a checkpoint must hold: the "weights" are the state of a number generator."""

    step: int = 0
    weights: int = 1
    best_step: int = 0
    best_loss: float = 9.0

    def train(self) -> float:
        self.step += 1
        self.weights = (self.weights * 1103515245 + 12345) % 2**31
        return self.weights / 2**31


def count(job: CountingJob, *, should_stop: StopCheck = never) -> Iterator[TrainingEvent]:
    path = Path(job.run_dir) / "checkpoint" / "state.json"
    state = _State(**json.loads(path.read_text())) if path.exists() else _State()
    path.parent.mkdir(parents=True, exist_ok=True)
    yield RunStarted(job.kind, job.n_steps, GROUPS, state.step)
    half = job.n_steps // 2
    while state.step < job.n_steps:
        if state.step in (0, half):
            stage = 1 if state.step == 0 else 2
            yield StageStarted(
                stage, "thaw", GROUPS[2 - stage :], GROUPS[: 2 - stage], state.step + 1, half, 2
            )
        loss = state.train()
        yield StepFinished(state.step, loss, (0.0, 0.1, 0.2), 1.0, 10, 0.5)
        _make_trouble(job, state.step, should_stop)
        if state.step % job.checkpoint_every == 0:
            best = loss < state.best_loss
            if best:
                state.best_step, state.best_loss = state.step, loss
            metrics = {"valid_loss": loss}
            yield EpochFinished(state.step // job.checkpoint_every, state.step, metrics, best)
            yield _saved(state, path)
        match should_stop():
            case StopVerb.PAUSE:
                yield _saved(state, path)
                yield RunStopped(state.step, StopVerb.PAUSE)
                return
            case StopVerb.DISCARD:
                yield RunStopped(state.step, StopVerb.DISCARD)
                return
            case StopVerb.KEEP_BEST:
                break
    yield RunFinished(state.step, {"weights": float(state.weights)}, state.best_step)


def _saved(state: _State, path: Path) -> CheckpointSaved:
    write_json(path, dataclasses.asdict(state))
    return CheckpointSaved(state.step, "checkpoint")


def _make_trouble(job: CountingJob, step: int, should_stop: StopCheck) -> None:
    marker = Path(job.run_dir) / "checkpoint" / "trouble"
    if step != job.trouble_at or marker.exists():
        return
    marker.touch()
    match job.trouble:
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "bug":
            raise ZeroDivisionError("a bug in the recipe")
        case "user error":
            raise InputError("The corpus is empty.", "Choose another file.")
        case "print":
            print("a stray line", flush=True)
            os.write(1, b"and one past Python\n")
        case "modules":
            print("torch loaded" if "torch" in sys.modules else "no torch")
        case "wait":  # as a long batch does: until asked to stop
            while should_stop() is None:
                threading.Event().wait(0.005)
        case "deaf":
            threading.Event().wait()


def tell(requests: StopRequests, words: list[str], trouble: str = "") -> Iterator[Any]:
    """Something to call in a child: each word, what was asked meanwhile, and again."""
    for word in words:
        yield {"word": word}
    print("told", flush=True)
    match trouble:
        case "user error":
            raise InputError("There is no more.", "Stop here.")
        case "wait":
            while (verb := requests.stop_verb()) is None:
                threading.Event().wait(0.005)
            requests.answer()
            yield [verb.value, requests.stop_verb()]


def kind_of_input(requests: StopRequests) -> Iterator[Any]:
    """To call in a child: whether its standard input is a device, as the empty one is."""
    yield stat.S_ISCHR(os.fstat(0).st_mode)


def job_from_json(values: dict[str, Any]) -> CountingJob:
    return CountingJob(**{name: value for name, value in values.items() if name != "kind"})


def recipe_of(kind: str) -> Callable[..., Iterator[TrainingEvent]]:
    return {"counting": count}[kind]
