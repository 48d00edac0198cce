"""The learning rate range test (Smith 2017, section 3.3), on a copy of what would be trained."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import torch

from ulmfit_core.training.events import StopCheck, never
from ulmfit_core.training.finetune_classifier import ClassifierTask
from ulmfit_core.training.finetune_jobs import ClassifierJob, LanguageModelJob
from ulmfit_core.training.finetune_lm import LanguageModelTask
from ulmfit_core.training.loop import Loop, backpropagate
from ulmfit_core.training.param_groups import set_learning_rates, take_step, train_only
from ulmfit_core.training.rate_curve import RateCurve, RateSuggested, RateTried

N_STEPS = 100
LOWEST, HIGHEST = 1e-5, 1.0


def find_rate(
    job: LanguageModelJob | ClassifierJob,
    *,
    n_steps: int = N_STEPS,
    should_stop: StopCheck = never,
) -> Iterator[RateTried | RateSuggested]:
    """Updates at ever higher rates until the loss leaves; the last event is what they speak for.

    Everything that the job's last stage trains is trained, each layer group at its share of
    the rate. Where the job's folder holds a checkpoint, that is where it starts. Only reads:
    model, moments and random state are this call's own, and no file is written. Ends without
    a suggestion when asked to stop. Raises as the job's recipe does.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(job.seed)
        task = _task(job)
        loop = Loop(task, task.plan())
        curve = RateCurve(n_steps, LOWEST, HIGHEST)
        for batch in _batches(task):
            if should_stop() is not None:
                return
            yield curve.add(_update(loop, batch, curve.next_rate()))
            if curve.is_over:
                break
        yield curve.suggestion()


def _task(job: LanguageModelJob | ClassifierJob) -> LanguageModelTask | ClassifierTask:
    if isinstance(job, LanguageModelJob):
        return LanguageModelTask(job)
    return ClassifierTask(job)


def _batches(task: LanguageModelTask | ClassifierTask) -> Iterator[Any]:
    """Epoch after epoch."""
    return itertools.chain.from_iterable(task.batches(epoch) for epoch in itertools.count())


def _update(loop: Loop, batch: Any, rate: float) -> float:
    """One update as the loop makes it, but for the rate; the loss before it."""
    task, plan = loop.task, loop.plan
    train_only(task.groups, plan.stages[-1].trained)
    task.model.train()
    peaks = plan.rates[-1]
    scale = rate * task.rate_scale(batch) / peaks[-1] if peaks[-1] else 0.0
    set_learning_rates(loop.optimizer, [peak * scale for peak in peaks])
    loss, _ = backpropagate(task, batch)
    take_step(loop.optimizer, task.model, plan.clip)
    return loss.item()
