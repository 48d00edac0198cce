"""The loop that both fine-tuning stages share: stages of epochs of updates, resumable.

A *task* knows its model, batches, loss and validation, a *plan* its stages and rates; the loop
knows checkpoints, the best weights and how to stop. It reads from top to bottom.
"""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Generator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from ulmfit_core.errors import InputError
from ulmfit_core.training import events
from ulmfit_core.training.checkpoint import (
    extra_tensors,
    load_checkpoint,
    newest,
    save_checkpoint,
)
from ulmfit_core.training.events import StopCheck, StopVerb, TrainingEvent
from ulmfit_core.training.param_groups import (
    build_optimizer,
    set_learning_rates,
    take_step,
    train_only,
)
from ulmfit_core.training.plan import Plan
from ulmfit_core.training.task import Task

_BEST = "best."  # before the names of the best weights, in a checkpoint


@dataclass(slots=True)
class Position:
    """Where a run stands between two updates."""

    stage: int = 0
    epoch: int = 0  # within the stage
    batch: int = 0  # within the epoch
    step: int = 0  # over the whole run
    best_score: float = float("-inf")
    best_step: int = 0
    waited: int = 0  # epochs of the last stage since the best
    metrics: dict[str, float] = field(default_factory=dict)


def backpropagate(task: Task, batch: Any) -> tuple[Tensor, int]:
    """The gradients of a batch, one part of it after the other; its loss without regularisation
    and its tokens."""
    reported, n_tokens = torch.zeros(()), 0
    for loss in task.losses(batch):
        torch.autograd.backward(loss.total)
        reported, n_tokens = reported.to(loss.reported) + loss.reported, n_tokens + loss.n_tokens
    return reported, n_tokens


class Loop:
    """One run of a plan over a task."""

    def __init__(self, task: Task, plan: Plan) -> None:
        self.task, self.plan = task, plan
        self.optimizer = build_optimizer(task.groups, plan.betas, plan.weight_decay, plan.epsilon)
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

    def run(self, should_stop: StopCheck) -> Generator[TrainingEvent, None, bool]:
        """Train to the end of the plan, or until asked to stop; leaves the chosen weights.

        Returns whether they are wanted: not where it was to pause or to discard. Raises
        InputError where the loss on held-out texts is no number any more.
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
            return False
        if verb or self.plan.keep_best or self.plan.patience:
            self._take_best()
        else:
            self.at.best_step = 0  # nobody chose
        return True

    def finished(self) -> TrainingEvent:
        """The event that ends a run whose result has been written."""
        return events.RunFinished(self.at.step, self.at.metrics, self.at.best_step)

    def _take_best(self) -> None:
        """Leave the best weights there are, the present ones among them."""
        if self.at.batch or not self._best:  # no epoch has just ended
            self._measure()
        _check_finite(self.at.best_score)
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
            if at.epoch == stage.epochs or self._is_patience_over:
                at.stage, at.epoch = at.stage + 1, 0
                yield self._save()
                return None
            if self._is_save_due:
                yield self._save()
        return None

    @property
    def _is_patience_over(self) -> bool:
        """Stages before the last are always whole: what they thaw is what the next begins with."""
        return 0 < self.plan.patience <= self.at.waited

    @property
    def _is_save_due(self) -> bool:
        return time.monotonic() - self._saved_at >= self.plan.checkpoint_seconds

    def _update(self, batch: Any) -> TrainingEvent:
        begun = time.perf_counter()
        self.task.model.train()
        step, n_steps = self._within_stage()
        scale = self.task.rate_scale(batch)
        rates = self.plan.rates_at(self.at.stage, step, n_steps, scale)
        set_learning_rates(self.optimizer, rates, self.plan.momentum_at(step, n_steps))
        loss, n_tokens = backpropagate(self.task, batch)
        norm = take_step(self.optimizer, self.task.model, self.plan.clip)
        self.at.step += 1
        self.at.batch += 1
        return events.StepFinished(
            self.at.step,
            loss.item(),
            rates,
            norm.item(),
            n_tokens,
            time.perf_counter() - begun,
        )

    def _within_stage(self) -> tuple[int, int]:
        """(updates done in this stage, updates it has in all)."""
        return self.at.step - sum(self.n_steps[: self.at.stage]), self.n_steps[self.at.stage]

    def _end_epoch(self, epoch: int) -> TrainingEvent:
        is_best = self._measure()
        in_last = self.at.stage == len(self.plan.stages) - 1
        self.at.waited = self.at.waited + 1 if in_last and not is_best else 0
        _check_finite(self.at.metrics.get("score", 0.0))
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


def _check_finite(score: float) -> None:
    """What follows are numbers that are none: raises InputError."""
    if not math.isfinite(score):
        raise InputError(
            "The loss is no number any more: the training has left all bounds, and was stopped.",
            "Begin it anew with a lower learning rate.",
        )
