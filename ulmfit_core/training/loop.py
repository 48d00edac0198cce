"""The loop that both fine-tuning stages share: stages of epochs of updates, resumable.

A *task* knows its model, batches, loss and validation; the loop knows schedules,
freezing, checkpoints, the best weights and how to stop. It reads from top to bottom.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import torch
from torch import Tensor, nn

from ulmfit_core.training import events, schedules
from ulmfit_core.training.checkpoint import (
    extra_tensors,
    load_checkpoint,
    newest,
    save_checkpoint,
)
from ulmfit_core.training.divergence import check_numbers
from ulmfit_core.training.events import StopCheck, StopVerb, TrainingEvent
from ulmfit_core.training.param_groups import (
    LayerGroup,
    build_optimizer,
    set_learning_rates,
    take_step,
    train_only,
)
from ulmfit_core.training.unfreezing import Stage

SCHEDULES: dict[str, Callable[[int, int], float]] = {
    "stlr": schedules.slanted_triangular,
    "triangular": schedules.symmetric_triangular,
    "cosine": schedules.cosine,
    "one-cycle": schedules.one_cycle,
    "constant": schedules.constant,
}

_BEST = "best."  # before the names of the best weights, in a checkpoint


class Loss(NamedTuple):
    """One batch's loss."""

    total: Tensor  # with regularisation: what is minimised
    reported: Tensor  # without: what people compare
    n_tokens: int


class Task(Protocol):
    """What a fine-tuning stage brings to the loop."""

    @property
    def model(self) -> nn.Module:
        """What is trained."""

    @property
    def groups(self) -> tuple[LayerGroup, ...]:
        """Its layer groups, bottom first."""

    def batches(self, epoch: int) -> Iterable[Any]:
        """The batches of an epoch, the same for the same epoch."""

    def n_batches(self, epoch: int) -> int:
        """How many batches ``batches(epoch)`` yields."""

    def loss(self, batch: Any) -> Loss:
        """Forward pass and loss of one batch."""

    def rate_scale(self, batch: Any) -> float:
        """Factor on the learning rates for this batch."""

    def validate(self) -> dict[str, float]:
        """Metrics on held-out data; ``score`` among them is better when higher."""

    def written(self) -> str:
        """What the model writes by now; empty where it does not."""

    def carried(self) -> dict[str, Tensor]:
        """Tensors besides weights that the next batch depends on."""

    def restore(self, carried: dict[str, Tensor]) -> None:
        """Take up what ``carried`` gave."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a task is to be trained."""

    kind: str
    folder: Path
    stages: tuple[Stage, ...]
    rates: tuple[tuple[float, ...], ...]  # peak rate per stage and layer group
    schedule: str
    betas: tuple[float, float]
    weight_decay: float
    clip: float
    keep_best: bool  # at the end too; a stop that asks for the best gets it in any case
    detail: str = ""
    checkpoint_seconds: float = 30.0  # an epoch may take an hour, or a tenth of a second


@dataclass(slots=True)
class Position:
    """Where a run stands between two updates."""

    stage: int = 0
    epoch: int = 0  # within the stage
    batch: int = 0  # within the epoch
    step: int = 0  # over the whole run
    best_score: float = float("-inf")
    best_step: int = 0
    metrics: dict[str, float] = field(default_factory=dict)


class Loop:
    """One run of a plan over a task."""

    def __init__(self, task: Task, plan: Plan) -> None:
        self.task, self.plan = task, plan
        self.optimizer = build_optimizer(task.groups, plan.betas, plan.weight_decay)
        self.at = Position()
        self._best: dict[str, Tensor] = {}  # the weights that ``best_step`` left
        self.first_epochs = list(itertools.accumulate((s.epochs for s in plan.stages), initial=0))
        self.n_steps = [
            sum(task.n_batches(first + e) for e in range(stage.epochs))
            for first, stage in zip(self.first_epochs, plan.stages, strict=False)
        ]
        if newest(self._checkpoint).exists():
            self._resume()

    @property
    def _checkpoint(self) -> Path:
        return self.plan.folder / "checkpoint"

    def run(self, should_stop: StopCheck) -> Iterator[TrainingEvent]:
        """Train to the end of the plan, or until asked to stop; leaves the chosen weights.

        Raises InputError where the loss on held-out texts is no number any more.
        """
        names = tuple(group.name for group in self.task.groups)
        yield events.RunStarted(
            self.plan.kind, sum(self.n_steps), names, self.at.step, self.plan.detail
        )
        self._saved_at = time.monotonic()
        verb = None
        while self.at.stage < len(self.plan.stages) and verb is None:
            yield self._begin_stage()
            verb = yield from self._run_stage(should_stop)
        if verb in (StopVerb.PAUSE, StopVerb.DISCARD):
            yield events.RunStopped(self.at.step, str(verb))
            return
        if verb or self.plan.keep_best:
            self._take_best()
        else:
            self.at.best_step = 0  # nobody chose

    def finished(self) -> TrainingEvent:
        """The event that ends a run whose result has been written."""
        return events.RunFinished(self.at.step, self.at.metrics, self.at.best_step)

    def _take_best(self) -> None:
        """Leave the best weights there are, the present ones among them."""
        if self.at.batch or not self._best:  # no epoch has just ended
            self._measure()
        check_numbers(self.at.best_score)
        if self.at.best_step != self.at.step:
            self.task.model.load_state_dict(self._best)
            self.at.metrics = self.task.validate()

    def _resume(self) -> None:
        facts = load_checkpoint(self._checkpoint, self.task.model, self.optimizer)
        self.at = Position(**facts["position"])
        kept = extra_tensors(self._checkpoint)
        best = {name for name in kept if name.startswith(_BEST)}
        self._best = {name.removeprefix(_BEST): kept.pop(name) for name in best}
        if not best:  # nothing was measured, or an earlier version paused it
            self.at.best_score = float("-inf")
        self.task.restore(kept)

    def _begin_stage(self) -> TrainingEvent:
        stage = self.plan.stages[self.at.stage]
        train_only(self.task.groups, stage.trained)
        names = [group.name for group in self.task.groups]
        return events.StageStarted(
            stage=self.at.stage + 1,
            name=stage.name,
            trained_groups=tuple(n for i, n in enumerate(names) if i in stage.trained),
            frozen_groups=tuple(n for i, n in enumerate(names) if i not in stage.trained),
            first_step=sum(self.n_steps[: self.at.stage]) + 1,
            n_steps=self.n_steps[self.at.stage],
            n_stages=len(self.plan.stages),
        )

    def _run_stage(self, should_stop: StopCheck) -> Generator[TrainingEvent, None, StopVerb | None]:
        at, stage = self.at, self.plan.stages[self.at.stage]
        while at.epoch < stage.epochs:
            epoch = self.first_epochs[at.stage] + at.epoch
            for batch in itertools.islice(self.task.batches(epoch), at.batch, None):
                yield self._update(batch)
                verb = should_stop()
                if verb is not None:
                    if verb is not StopVerb.DISCARD:
                        yield self._save()
                    return verb
                if self._is_save_due:
                    yield self._save()
            at.epoch, at.batch = at.epoch + 1, 0
            yield self._end_epoch(epoch)
            if at.epoch == stage.epochs:
                at.stage, at.epoch = at.stage + 1, 0
                yield self._save()
                return None
            if self._is_save_due:
                yield self._save()
        return None

    @property
    def _is_save_due(self) -> bool:
        return time.monotonic() - self._saved_at > self.plan.checkpoint_seconds

    def _update(self, batch: Any) -> TrainingEvent:
        begun = time.monotonic()
        self.task.model.train()
        rates = self._rates(self.task.rate_scale(batch))
        set_learning_rates(self.optimizer, rates, self._momentum())
        loss = self.task.loss(batch)
        torch.autograd.backward(loss.total)
        norm = take_step(self.optimizer, self.task.model, self.plan.clip)
        self.at.step += 1
        self.at.batch += 1
        return events.StepFinished(
            self.at.step,
            loss.reported.item(),
            rates,
            norm.item(),
            loss.n_tokens,
            time.monotonic() - begun,
        )

    def _rates(self, scale: float) -> tuple[float, ...]:
        """This update's rate per group; 0 where frozen."""
        stage = self.plan.stages[self.at.stage]
        factor = self._factor(stage) * scale
        peaks = self.plan.rates[self.at.stage]
        return tuple(p * factor if g in stage.trained else 0.0 for g, p in enumerate(peaks))

    def _factor(self, stage: Stage) -> float:
        step, total = self._within_stage()
        if self.plan.schedule == "stlr":
            return schedules.slanted_triangular(step, total, stage.cut_frac, stage.ratio)
        return SCHEDULES[self.plan.schedule](step, total)

    def _momentum(self) -> float | None:
        if self.plan.schedule != "one-cycle":
            return None
        return schedules.one_cycle_momentum(*self._within_stage())

    def _within_stage(self) -> tuple[int, int]:
        """(updates done in this stage, updates it has in all)."""
        return self.at.step - sum(self.n_steps[: self.at.stage]), self.n_steps[self.at.stage]

    def _end_epoch(self, epoch: int) -> TrainingEvent:
        is_best = self._measure()
        check_numbers(self.at.metrics.get("score", 0.0))
        metrics, written = self.at.metrics, self.task.written()
        return events.EpochFinished(epoch + 1, self.at.step, metrics, is_best, written)

    def _measure(self) -> bool:
        """Whether the present weights are the best so far; those are kept, in memory."""
        self.at.metrics = self.task.validate()
        score = self.at.metrics.get("score", self.at.step)  # unmeasured, the latest is the best
        is_best = score > self.at.best_score
        if is_best:
            self.at.best_score, self.at.best_step = score, self.at.step
            weights = self.task.model.state_dict()
            self._best = {name: tensor.clone() for name, tensor in weights.items()}
        return is_best

    def _save(self) -> TrainingEvent:
        facts = {"position": asdict(self.at)}
        best = {_BEST + name: tensor for name, tensor in self._best.items()}
        carried = {**self.task.carried(), **best}
        save_checkpoint(self._checkpoint, self.task.model, self.optimizer, facts, carried)
        self._saved_at = time.monotonic()
        return events.CheckpointSaved(self.at.step, self._checkpoint.name)
