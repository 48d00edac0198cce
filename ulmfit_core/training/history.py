"""What a run's events add up to: the series behind its plots, and its pace.

One path for live, resumed and replayed runs: everything goes through ``RunHistory.apply``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.training.event_log import is_same_stage, read_events
from ulmfit_core.training.events import (
    CheckpointSaved,
    EpochFinished,
    RunFinished,
    RunStarted,
    RunStopped,
    StageStarted,
    StepFinished,
    TrainingEvent,
)
from ulmfit_core.training.series import Series

LANGUAGE_MODEL_KINDS = frozenset({"pretrain", "finetune_lm"})
_PACE_WINDOW = 64  # steps that the pace is measured over
_OUTLIER = 5.0  # a step slower than this many medians counts as this many
_LARGEST_EXPONENT = 700.0  # exp overflows just above
# Columns of the series; those from the last on are the rates of the layer groups.
_STEP, _LOSS, _AVERAGE, _WEIGHT, _TOKENS, _SECONDS, _RATES = range(7)


@dataclass(frozen=True, slots=True)
class StageSpan:
    """A stage and the steps it covers so far, both ends included."""

    stage: StageStarted
    first_step: int
    last_step: int


@dataclass(frozen=True, slots=True)
class _Mark:
    """How long every list was when a checkpoint was taken."""

    step: int
    n_steps: int
    n_stages: int
    n_validations: int


class RunHistory:
    """Everything a window or a terminal shows of a run; ``apply`` is amortised O(1)."""

    def __init__(self, smoothing: float = 0.98) -> None:
        """``smoothing``: the weight that the running loss gives to its past."""
        self._smoothing = smoothing
        self.started: RunStarted | None = None
        self.ended: RunStopped | RunFinished | None = None
        self.stages: list[StageStarted] = []
        self.validations: list[EpochFinished] = []
        self._marks: list[_Mark] = []
        self._reset_series(n_groups=0)

    @classmethod
    def replay(cls, path: Path | str, smoothing: float = 0.98) -> RunHistory:
        """The history that an ``events.jsonl`` tells, torn last line or not."""
        history = cls(smoothing)
        for event in read_events(Path(path)):
            history.apply(event)
        return history

    def apply(self, event: TrainingEvent) -> None:
        """Take in the next event of the run."""
        match event:
            case RunStarted():
                self._start(event)
            case StageStarted():
                if not is_same_stage(event, self.stages[-1] if self.stages else None):
                    self._begin_stage(event)
            case StepFinished():
                self._add_step(event)
            case EpochFinished():
                self.validations.append(event)
            case CheckpointSaved(step=step):
                self._marks.append(
                    _Mark(step, len(self._table), len(self.stages), len(self.validations))
                )
            case RunStopped() | RunFinished():
                self.ended = event

    # The series: one row a step.

    @property
    def steps(self) -> NDArray[np.float64]:
        """Step numbers, [n]."""
        return self._table.values[:, _STEP]

    @property
    def loss(self) -> NDArray[np.float64]:
        """Nats per target as measured, [n]."""
        return self._table.values[:, _LOSS]

    @property
    def smoothed_loss(self) -> NDArray[np.float64]:
        """Debiased exponential moving average of the loss, [n]; NaN before a finite loss."""
        sums, weights = self._table.values[:, _AVERAGE], self._table.values[:, _WEIGHT]
        average = np.full(len(weights), math.nan)
        np.divide(sums, weights, out=average, where=weights > 0)
        return average

    @property
    def perplexity(self) -> NDArray[np.float64]:
        """exp(smoothed loss), [n]; empty for a classifier, where it means nothing."""
        if not self.is_language_model:
            return np.empty(0)
        return np.exp(np.minimum(self.smoothed_loss, _LARGEST_EXPONENT))

    @property
    def learning_rates(self) -> NDArray[np.float64]:
        """One column per layer group in ``group_names`` order, [n, n_groups]."""
        return self._table.values[:, _RATES:]

    # Validation and stages.

    @property
    def best(self) -> EpochFinished | None:
        """The newest evaluation that was the best when it was made."""
        return next((point for point in reversed(self.validations) if point.is_best), None)

    def validation_series(self, metric: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Steps and values of one metric, [k] each, where it was measured."""
        points = [(p.step, p.metrics[metric]) for p in self.validations if metric in p.metrics]
        table = np.array(points, dtype=np.float64).reshape(-1, 2)
        return table[:, 0], table[:, 1]

    @property
    def stage_spans(self) -> list[StageSpan]:
        """The stages so far, each up to the step before the next one (or the newest step)."""
        ends = [following.first_step - 1 for following in self.stages[1:]] + [self.step]
        return [
            StageSpan(stage, stage.first_step, max(stage.first_step, end))
            for stage, end in zip(self.stages, ends, strict=False)
        ]

    # Where the run stands, and how fast it goes.

    @property
    def kind(self) -> str:
        return self.started.kind if self.started else ""

    @property
    def is_language_model(self) -> bool:
        return self.kind in LANGUAGE_MODEL_KINDS

    @property
    def group_names(self) -> tuple[str, ...]:
        return self.started.group_names if self.started else ()

    @property
    def has_curves(self) -> bool:
        """Whether any step had a loss: what is fitted in one go has none."""
        return bool(self._table.last()[_WEIGHT] > 0)

    @property
    def total_steps(self) -> int:
        """Steps planned, 0 when time decides."""
        return self.started.total_steps if self.started else 0

    @property
    def step(self) -> int:
        """The newest step."""
        return int(self._table.last()[_STEP])

    @property
    def tokens_per_second(self) -> float | None:
        """Over the last steps since the run (re)started; None before the first, and while no step
        takes any."""
        return self.reading_speed if self._table.last()[_TOKENS] else None

    @property
    def reading_speed(self) -> float | None:
        """The same of the last steps that took tokens, also while others follow."""
        end = len(self._table) if self._table.last()[_TOKENS] else self._paced_from
        recent = slice(max(self._resumed_at, end - _PACE_WINDOW), end)
        tokens, seconds = self._table.values[recent][:, [_TOKENS, _SECONDS]].sum(axis=0)
        return float(tokens / seconds) if seconds > 0 else None

    @property
    def eta_seconds(self) -> float | None:
        """Time left if the remaining steps are like the last ones; None when unknown. While texts
        are read it is that of the reading: what follows takes its own time.

        A few very slow steps (another program woke up) are cut to a few medians, so that
        the estimate does not jump; a mean, not a median, as batch sizes differ.
        """
        seconds = self._table.values[self._recent, _SECONDS]
        if self.ended is not None or not self.total_steps or not len(seconds):
            return None
        typical = np.minimum(seconds, _OUTLIER * np.median(seconds)).mean()
        return float(typical) * max(0, self._last_alike - self.step)

    @property
    def _last_alike(self) -> int:
        """The last step that is like the newest."""
        stage = self.stages[-1] if self.stages else None
        if stage is None or stage.trained_groups or not stage.n_steps:
            return self.total_steps
        return min(self.total_steps, stage.first_step + stage.n_steps - 1)

    # How events become rows.

    @property
    def _recent(self) -> slice:
        length = len(self._table)
        return slice(max(self._paced_from, length - _PACE_WINDOW), length)

    def _start(self, event: RunStarted) -> None:
        if len(event.group_names) != len(self.group_names):
            self._reset_series(len(event.group_names))
        self.started, self.ended = event, None
        self._rewind(event.step)
        self._resumed_at = self._paced_from = len(self._table)

    def _begin_stage(self, stage: StageStarted) -> None:
        if self.stages and not self.stages[-1].trained_groups:
            self._paced_from = len(self._table)  # reading tells nothing of how long that takes
        self.stages.append(stage)

    def _reset_series(self, n_groups: int) -> None:
        self._table = Series(_RATES + n_groups)
        self._resumed_at = self._paced_from = 0
        self.seconds = 0.0  # spent in training steps

    def _add_step(self, event: StepFinished) -> None:
        average, weight = self._table.last()[[_AVERAGE, _WEIGHT]]
        if math.isfinite(event.loss):  # one NaN must not blank the curve for good
            average += (1 - self._smoothing) * (event.loss - average)
            weight += (1 - self._smoothing) * (1 - weight)
        figures = (event.step, event.loss, average, weight, event.n_tokens, event.seconds)
        self._table.append((*figures, *event.learning_rates))
        self.seconds += event.seconds

    def _rewind(self, step: int) -> None:
        """Forget what the checkpoint after ``step`` does not know, as the log does."""
        mark = next((mark for mark in reversed(self._marks) if mark.step == step), None)
        if step == 0 or mark is None:
            mark = self._mark_before(step)
        self._table.truncate(mark.n_steps)
        self.seconds = float(self._table.values[:, _SECONDS].sum())
        del self.stages[mark.n_stages :], self.validations[mark.n_validations :]
        self._marks = [kept for kept in self._marks if 0 < kept.step <= step]

    def _mark_before(self, step: int) -> _Mark:
        """Where the lists stood after ``step`` when no checkpoint was announced there."""
        if step == 0:
            return _Mark(0, 0, 0, 0)
        return _Mark(
            step,
            int(np.searchsorted(self.steps, step, side="right")),
            sum(stage.first_step <= step for stage in self.stages),
            sum(point.step <= step for point in self.validations),
        )
