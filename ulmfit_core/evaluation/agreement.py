"""How far two labellings of the same documents agree; numpy only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


def cohen_kappa(one: NDArray[Any], other: NDArray[Any]) -> float | None:
    """Agreement with chance taken off (Cohen 1960); None where chance alone agrees always."""
    if not len(one):
        return None
    names = np.unique(np.concatenate([one, other]))
    shares = [np.array([(each == name).mean() for name in names]) for each in (one, other)]
    chance = float((shares[0] * shares[1]).sum())
    return None if chance >= 1 else (float((one == other).mean()) - chance) / (1 - chance)


@dataclass(frozen=True, slots=True)
class Consistency:
    """How often a person decides again as before, when asked blind."""

    n: int
    n_same: int
    kappa: float | None  # None while chance cannot be told from skill


def consistency(before: Sequence[Sequence[int]], again: Sequence[Sequence[int]]) -> Consistency:
    """From the labels given to the same documents, first and again: the same where all are."""
    numbers = {labels: n for n, labels in enumerate(map(tuple, [*before, *again]))}
    one, other = (np.array([numbers[tuple(labels)] for labels in each]) for each in (before, again))
    return Consistency(len(one), int((one == other).sum()), cohen_kappa(one, other))
