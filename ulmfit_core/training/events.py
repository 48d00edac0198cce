"""What a training run says while it runs: frozen dataclasses of plain numbers and words.

Every event round-trips through JSON, so a live run, a resumed one and a replayed
``events.jsonl`` look the same to whoever listens.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, get_args

from ulmfit_core.typed_fields import made_of


class StopVerb(StrEnum):
    """How a run is asked to stop."""

    PAUSE = "pause"  # checkpoint and hold; resume later equals never having stopped
    KEEP_BEST = "keep_best"  # finish now with the best weights so far
    DISCARD = "discard"  # stop and keep nothing of this run


StopCheck = Callable[[], StopVerb | None]


def never() -> StopVerb | None:
    """The stop check of a run nobody means to stop."""
    return None


class StopRequests(Protocol):
    """What work that goes through several runs is asked meanwhile."""

    def stop_verb(self) -> StopVerb | None:
        """A StopCheck: the newest verb that nobody has answered."""

    def answer(self) -> None:
        """The verb was acted on; what comes next has not been asked."""


@dataclass(frozen=True, slots=True)
class RunStarted:
    """First event of a run, and again each time it resumes."""

    kind: str  # "pretrain", "finetune_lm" or "finetune_classifier"
    total_steps: int  # optimiser updates planned, 0 when bounded by time only
    group_names: tuple[str, ...]  # layer groups, bottom first
    step: int = 0  # the step it resumes after
    detail: str = ""  # precision, device, what the data are


@dataclass(frozen=True, slots=True)
class StageStarted:
    """An unfreezing step begins: which layer groups train, which stay frozen."""

    stage: int
    name: str
    trained_groups: tuple[str, ...]
    frozen_groups: tuple[str, ...]
    first_step: int
    n_steps: int
    n_stages: int = 0  # stages planned in all, 0 when unknown; ``stage`` counts from 1


@dataclass(frozen=True, slots=True)
class StepFinished:
    """One optimiser update."""

    step: int  # counts from 1 over the whole run
    loss: float  # nats per target, without regularisation
    learning_rates: tuple[float, ...]  # one per layer group, 0.0 where frozen
    gradient_norm: float  # before clipping
    n_tokens: int  # tokens in this step
    seconds: float


@dataclass(frozen=True, slots=True)
class EpochFinished:
    """A pass over the data, or one evaluation interval of a long pretraining."""

    epoch: int
    step: int
    metrics: dict[str, float]  # "train_loss", "valid_loss", "valid_accuracy", ...
    is_best: bool = False
    written: str = ""  # what a language model goes on with, where it is asked to


@dataclass(frozen=True, slots=True)
class CheckpointSaved:
    """Everything up to ``step`` survives a crash from here on."""

    step: int
    path: str  # relative to the run folder


@dataclass(frozen=True, slots=True)
class RunStopped:
    """The run ended because it was asked to."""

    step: int
    verb: str  # a StopVerb value


@dataclass(frozen=True, slots=True)
class RunFinished:
    """The run did all it set out to do, or kept the best it had."""

    step: int
    metrics: dict[str, float]
    best_step: int = 0  # whose weights are kept; 0: the last ones, unchosen


TrainingEvent = (
    RunStarted
    | StageStarted
    | StepFinished
    | EpochFinished
    | CheckpointSaved
    | RunStopped
    | RunFinished
)

_KINDS: dict[str, type[Any]] = {kind.__name__: kind for kind in get_args(TrainingEvent)}


def to_json(event: TrainingEvent) -> dict[str, Any]:
    """The event as a JSON object; its class name stands under ``"event"``."""
    return {"event": type(event).__name__, **dataclasses.asdict(event)}


def from_json(record: dict[str, Any]) -> TrainingEvent:
    """The event that ``to_json`` wrote. Raises KeyError for an unknown kind, TypeError for values
    that are none of it."""
    values = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in record.items()
        if name != "event"
    }
    event: TrainingEvent = made_of(_KINDS[record["event"]], values)
    return event
