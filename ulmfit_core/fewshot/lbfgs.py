"""L-BFGS (Nocedal and Wright 2006, algorithms 7.4 and 7.5), in steps that numpy does.

Why not SciPy's: it keeps Python's lock for a tenth of a second at a time where there are millions
of weights, and a window that learns in another thread stands still as long. Numpy lets go of it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from ulmfit_core.arrays import FloatArray

Objective = Callable[[FloatArray], tuple[float, FloatArray]]  # a loss and its gradient

_PAIRS = 6  # steps remembered
_DECREASE, _CURVATURE = 1e-4, 0.9  # of the Wolfe conditions, as Nocedal and Wright have them
_MOST_TRIALS = 20  # of a step's length
_FLAT = 1e-5  # no slope is steeper: it is the minimum


class _Point(NamedTuple):
    x: FloatArray
    loss: float
    slope: FloatArray


def minimise(
    objective: Objective, start: FloatArray, tolerance: float, most_iterations: int
) -> FloatArray:
    """Where a smooth ``objective`` is least, from ``start`` [d] on: until a step gains less than
    ``tolerance`` of the loss."""
    at = _Point(start, *objective(start))
    pairs: deque[tuple[FloatArray, FloatArray, float]] = deque(maxlen=_PAIRS)
    for _ in range(most_iterations):
        if np.abs(at.slope).max() <= _FLAT:
            break
        after = _step(objective, at, _direction(at.slope, pairs), is_first=not pairs)
        if after is None:
            break
        moved, bent = after.x - at.x, after.slope - at.slope
        gained, at = at.loss - after.loss, after
        pairs.append((moved, bent, float(moved @ bent)))
        if gained <= tolerance * max(abs(at.loss + gained), abs(at.loss), 1.0):
            break
    return at.x


def _direction(slope: FloatArray, pairs: deque[tuple[FloatArray, FloatArray, float]]) -> FloatArray:
    """Minus the slope times what the last steps tell of the inverse Hessian."""
    way = -slope
    shares = []
    for moved, bent, product in reversed(pairs):
        share = float(moved @ way) / product
        way -= share * bent
        shares.append(share)
    if pairs:
        _, bent, product = pairs[-1]
        way *= product / float(bent @ bent)
    for (moved, bent, product), share in zip(pairs, reversed(shares), strict=True):
        way += (share - float(bent @ way) / product) * moved
    return way


def _step(objective: Objective, at: _Point, way: FloatArray, *, is_first: bool) -> _Point | None:
    """A point on the ``way`` that meets the weak Wolfe conditions, by bisection (Lewis and Overton
    2013, algorithm 4.6); None where there is none, as at the limit of float64."""
    descent = float(way @ at.slope)
    length = min(1.0, 1.0 / float(np.linalg.norm(way))) if is_first else 1.0
    low, high = 0.0, np.inf
    for _ in range(_MOST_TRIALS):
        x = at.x + length * way
        after = _Point(x, *objective(x))
        if after.loss > at.loss + _DECREASE * length * descent:
            high = length
        elif float(after.slope @ way) < _CURVATURE * descent:
            low = length
        else:
            return after
        length = (low + high) / 2 if high < np.inf else 2 * low
    return None
