"""Learning-rate schedules as pure functions of the step; torch-free.

Each returns a factor of the peak rate. ``step`` counts from 0 to ``total - 1``; a stage of one
step runs at the peak.
"""

from __future__ import annotations

import math


def slanted_triangular(step: int, total: int, cut_frac: float = 0.1, ratio: float = 32.0) -> float:
    """STLR (paper eq. 3): a short linear rise, a long linear fall from 1 to 1/ratio.

    As printed, the formula divides by zero for T < 10 and turns negative at the end of
    many short runs: here the rise has at least one step and the fall ends at 1/ratio
    exactly on the last (reference 0.6).
    """
    if total == 1:
        return 1.0
    cut = max(1, math.floor(total * cut_frac))
    p = step / cut if step < cut else 1 - (step - cut) / max(1, total - 1 - cut)
    return (1 + max(0.0, p) * (ratio - 1)) / ratio


def symmetric_triangular(step: int, total: int, ratio: float = 32.0) -> float:
    """A triangle with its peak in the middle (Smith 2017); an ablation."""
    return slanted_triangular(step, total, cut_frac=0.5, ratio=ratio)


def cosine(step: int, total: int) -> float:
    """Cosine annealing from 1 to 0 (Loshchilov & Hutter 2017); the paper's "cos" row."""
    return (1 + math.cos(math.pi * step / max(1, total))) / 2


def one_cycle(
    step: int, total: int, pct_start: float = 0.25, div: float = 25.0, div_final: float = 1e5
) -> float:
    """fastai's one-cycle: cosine up from 1/div over ``pct_start``, cosine down to 1/div_final."""
    if total == 1:
        return 1.0
    cut = max(1, math.floor(total * pct_start))
    if step < cut:
        return 1 / div + (1 - 1 / div) * (1 - math.cos(math.pi * step / cut)) / 2
    p = (step - cut) / max(1, total - 1 - cut)
    return 1 / div_final + (1 - 1 / div_final) * (1 + math.cos(math.pi * min(1.0, p))) / 2


def one_cycle_momentum(
    step: int, total: int, pct_start: float = 0.25, high: float = 0.8, low: float = 0.7
) -> float:
    """The momentum that mirrors ``one_cycle``: low where the rate is high."""
    cut = max(1, math.floor(total * pct_start))
    p = step / cut if step < cut else 1 - (step - cut) / max(1, total - 1 - cut)
    return high - (high - low) * (1 - math.cos(math.pi * min(1.0, max(0.0, p)))) / 2


def constant(step: int, total: int) -> float:
    """No schedule; the paper's plain "full" and "freez" rows."""
    return 1.0


def warmup_stable(step: int, warmup: int) -> float:
    """A linear rise over ``warmup`` steps, then flat: the trunk of an open-ended pretraining."""
    return min(1.0, (step + 1) / max(1, warmup))


def cool_down(progress: float, floor: float = 0.02) -> float:
    """The tail of a pretraining: from 1 to ``floor`` as ``progress`` goes from 0 to 1.

    ``1 - sqrt`` beats a straight line (Haegele et al. 2024, section 4).
    """
    return floor + (1 - floor) * (1 - math.sqrt(min(1.0, max(0.0, progress))))
