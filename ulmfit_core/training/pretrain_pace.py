"""How long a pretraining runs and how fast it learns at each moment; torch-free.

The rate rises over some updates, or over a share of a run that is short; the trunk then runs at
the peak. The cool-down takes the last share of the tokens or of the
minutes, whichever end first; once begun it counts tokens alone, so that a resumed one ends
where it would have.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from ulmfit_core.training.pretrain_job import PretrainJob
from ulmfit_core.training.schedules import cool_down, warmup_stable

_STEADY_STEPS = 20  # the first steps of a start are slow: not counted for planning


@dataclass(slots=True)
class Progress:
    """Where a pretraining stands; saved with every checkpoint."""

    step: int = 0
    tokens: int = 0
    epoch: int = 0
    position: int = 0  # in the epoch's streams
    seconds: float = 0.0
    evaluated: int = 0  # tokens at the last measurement
    cooldown_start: int = 0  # tokens; 0 while still on the trunk
    cooldown_tokens: int = 0
    bits_per_byte: float = 0.0
    warmth: float = 0.0  # share of the peak rate that the warm-up has reached


class Pace:
    """Reads ``progress`` and the clock; the caller counts steps and tokens."""

    def __init__(self, job: PretrainJob, progress: Progress) -> None:
        self._job, self._progress = job, progress
        self._started = time.monotonic()
        self._steady_from = progress.step + _STEADY_STEPS
        self._steady = (self._started, progress.tokens)  # clock and tokens, once warmed up

    @property
    def rate(self) -> float:
        """The learning rate of the coming update."""
        p = self._progress
        factor = p.warmth = max(p.warmth, self._warmth)
        if p.cooldown_start:
            factor *= cool_down((p.tokens - p.cooldown_start) / max(1, p.cooldown_tokens))
        return self._job.peak_rate * factor

    @property
    def cooldown_due(self) -> bool:
        """Whether the trunk has had its share of the tokens or the minutes."""
        p, job = self._progress, self._job
        if p.cooldown_start:
            return False
        if job.total_tokens and p.tokens >= job.total_tokens * (1 - job.cooldown):
            return True
        return bool(job.minutes) and self._elapsed >= job.minutes * 60 * (1 - job.cooldown)

    @property
    def finished(self) -> bool:
        """Whether the cool-down has had its tokens."""
        p = self._progress
        return bool(p.cooldown_start) and p.tokens >= p.cooldown_start + p.cooldown_tokens

    def count(self, tokens: int, seconds: float) -> None:
        """Note one update."""
        p = self._progress
        p.step, p.tokens, p.seconds = p.step + 1, p.tokens + tokens, p.seconds + seconds
        if p.step == self._steady_from:
            self._steady = (time.monotonic(), p.tokens)

    def cooldown_tokens(self) -> int:
        """How many tokens a cool-down begun now may read: what tokens and minutes leave."""
        p, job = self._progress, self._job
        bounds = []
        if job.total_tokens:
            bounds.append(max(1, job.total_tokens - p.tokens))
        if job.minutes:
            left = job.minutes * 60 - self._elapsed
            bounds.append(max(job.batch_size * job.bptt, int(self._per_second * left)))
        return min(bounds)

    @property
    def _warmth(self) -> float:
        """By the updates, or by how much of the run is over: 400 of them may be all of it."""
        p, job = self._progress, self._job
        over = p.tokens / job.total_tokens if job.total_tokens else 0.0
        if job.minutes:
            over = max(over, p.seconds / (60 * job.minutes))
        rising = over / job.warmup_share if job.warmup_share else 1.0
        return min(1.0, max(warmup_stable(p.step, job.warmup_steps), rising))

    @property
    def _per_second(self) -> float:
        """Tokens a second of this start, or where it has read none yet, of the run before."""
        p, (clock, tokens) = self._progress, self._steady
        if p.tokens > tokens:
            return (p.tokens - tokens) / max(1e-9, time.monotonic() - clock)
        return p.tokens / max(1e-9, p.seconds)

    @property
    def _elapsed(self) -> float:
        return time.monotonic() - self._started
