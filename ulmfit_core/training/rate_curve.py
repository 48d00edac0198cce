"""Loss against learning rate, and the rate it speaks for (Smith 2017, section 3.3); torch-free."""

from __future__ import annotations

import math
from dataclasses import dataclass

_SMOOTHING = 0.9  # weight of the past: a hundred points are few
_REACH = 4  # neighbours on either side of a point
_DIVERGED = 4.0  # times the best loss so far
_FIRST = 8  # points before anything is judged
_LEAST_DESCENT = 0.02  # of the loss; less is noise


@dataclass(frozen=True, slots=True)
class RateTried:
    """One update at one rate."""

    step: int  # from 1
    n_steps: int  # at most
    rate: float  # of the top layer group
    loss: float  # nats per target
    smoothed: float


@dataclass(frozen=True, slots=True)
class RateSuggested:
    """The end of a test. Both rates are 0 where none lowered the loss."""

    steepest: float  # where the loss falls fastest
    tenth: float  # a tenth of the rate with the lowest loss


class RateCurve:
    """The points of a test, as they come."""

    def __init__(self, n_steps: int, lowest: float, highest: float) -> None:
        self.points: list[RateTried] = []
        self._n_steps, self._lowest = n_steps, lowest
        self._ratio = (highest / lowest) ** (1 / max(1, n_steps - 1))
        self._average = 0.0

    def next_rate(self) -> float:
        """The rate of the coming update: each a constant factor above the one before."""
        return float(self._lowest * self._ratio ** len(self.points))

    def add(self, loss: float) -> RateTried:
        """Take in the loss of an update made at ``next_rate()``."""
        step = len(self.points) + 1
        self._average += (1 - _SMOOTHING) * (loss - self._average)
        smoothed = self._average / (1 - _SMOOTHING**step)
        self.points.append(RateTried(step, self._n_steps, self.next_rate(), loss, smoothed))
        return self.points[-1]

    @property
    def is_over(self) -> bool:
        """Whether every rate was tried, or the loss has left for good."""
        if not self.points:
            return False
        last = self.points[-1].smoothed
        if len(self.points) == self._n_steps or not math.isfinite(last):
            return True
        best = min(point.smoothed for point in self.points)
        return len(self.points) > _FIRST and last > _DIVERGED * best

    def suggestion(self) -> RateSuggested:
        """What the points speak for."""
        return suggest(self.points)


def suggest(points: list[RateTried]) -> RateSuggested:
    """The rate of steepest descent before the lowest point, and a tenth of the lowest's.

    Judged by a mean over neighbours on both sides: a running mean trails behind the rate.
    """
    losses = _centred([point.loss for point in points if math.isfinite(point.smoothed)])
    judged = range(_FIRST, len(losses))
    if len(judged) < 2:
        return RateSuggested(0.0, 0.0)
    lowest = min(judged, key=lambda i: losses[i])
    if lowest == _FIRST or losses[lowest] > (1 - _LEAST_DESCENT) * losses[_FIRST]:
        return RateSuggested(0.0, 0.0)
    steepest = min(range(_FIRST, lowest), key=lambda i: losses[i + 1] - losses[i])
    rate = math.sqrt(points[steepest].rate * points[steepest + 1].rate)
    return RateSuggested(rate, points[lowest].rate / 10)


def _centred(losses: list[float]) -> list[float]:
    windows = (losses[max(0, i - _REACH) : i + _REACH + 1] for i in range(len(losses)))
    return [sum(window) / len(window) for window in windows]
