"""How the directions of a network and what words say make one answer; torch-free.

A network trained on few labels knows less of single words than a regression on them does
(``tests/benchmarks/RESULTS.md``, "Few labels"), so the logits of both are added up. Temperature and
the words' share are found on held-out texts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.arrays import FloatArray
from ulmfit_core.evaluation.calibration import fit_temperature, negative_log_likelihood
from ulmfit_core.fewshot.member_fit import probabilities

_FEWEST = 20  # held-out texts; below, temperature and share would fit their noise
_SHARES = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9)
_EXPECTED = 0.5
_PULL = 8.0  # nats, times the squared distance from the expected share

Logits = Sequence[FloatArray]  # [n, C] of each direction
Targets = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Blend:
    """Logits are ``(network + words_weight * words) / temperature``, and their probabilities
    averaged over the directions."""

    temperature: float = 1.0
    words_weight: float = 0.0

    def probabilities(self, network: Logits, words: FloatArray | None, task: str) -> FloatArray:
        """[n, C]: softmax, or sigmoid where labels are apart; ``words`` [n, C] logits."""
        added = 0.0 if words is None else self.words_weight * words
        is_multi = task == "multi"
        each = [probabilities((logits + added) / self.temperature, is_multi) for logits in network]
        return np.asarray(np.mean(each, axis=0), dtype=np.float64)


def find_blend(network: Logits, words: FloatArray | None, targets: Targets) -> Blend:
    """By the log-loss of held-out texts; ``words`` [n, C] are calibrated logits, or None.

    The share is drawn to one half, and one half with fewer than 20 texts.
    """
    if words is None:
        return Blend(_temperature(network, targets))
    own = _temperature_of_each(network, targets)
    shares = _SHARES if len(targets) >= _FEWEST else (_EXPECTED,)
    tried = []
    for share in shares:
        mixed = [(1 - share) * logits / own + share * words for logits in network]
        temperature = _temperature(mixed, targets)
        loss = negative_log_likelihood(np.stack(mixed) / temperature, targets)
        blend = Blend(temperature * own / (1 - share), share / (1 - share) * own)
        tried.append((loss + _PULL * (share - _EXPECTED) ** 2, blend))
    return min(tried, key=lambda pair: pair[0])[1]


def held_out_probabilities(
    network: Logits, words: FloatArray | None, targets: Targets, task: str, seed: int
) -> FloatArray:
    """[n, C] of the texts a blend was found on, each part by what the others speak for: what is
    measured on them then owes nothing to the choice. Halves, or as many parts as leave enough
    others to choose."""
    n = len(targets)
    if n < _FEWEST:
        return find_blend(network, words, targets).probabilities(network, words, task)
    found = np.empty_like(network[0], dtype=np.float64)
    order = np.random.default_rng(seed).permutation(n)
    for asked in np.array_split(order, math.ceil(n / max(n - _FEWEST, 1))):
        told = np.setdiff1d(order, asked)
        blend = find_blend(*_rows(network, words, told), targets[told])
        found[asked] = blend.probabilities(*_rows(network, words, asked), task)
    return found


def _rows(
    network: Logits, words: FloatArray | None, rows: NDArray[np.int64]
) -> tuple[Logits, FloatArray | None]:
    return [logits[rows] for logits in network], None if words is None else words[rows]


def _temperature(logits: Logits, targets: Targets) -> float:
    """That makes the mean of the directions' probabilities honest, where there are enough texts."""
    return fit_temperature(np.stack(logits), targets) if len(targets) >= _FEWEST else 1.0


def _temperature_of_each(logits: Logits, targets: Targets) -> float:
    """That suits each direction by itself: alone it is surer than their mean."""
    if len(targets) < _FEWEST:
        return 1.0
    return fit_temperature(np.concatenate(logits), np.concatenate([targets] * len(logits)))
