"""How far a figure can be off by the chance of which documents it was measured on; numpy only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_Z = 1.959964  # of a 95 % interval


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % interval."""

    low: float
    high: float


def share_interval(hits: int, n: int) -> Interval:
    """The interval of the share ``hits`` of ``n`` by Wilson (1927), which holds for few documents
    and for none or all of them hit; ``n`` is 1 at least."""
    p = hits / n
    middle = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z * np.sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2)) / (1 + _Z**2 / n)
    return Interval(max(0.0, float(middle - half)), min(1.0, float(middle + half)))
