"""How much each member of the instant head has to say: shares of a weighted sum of logits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.arrays import FloatArray
from ulmfit_core.evaluation.calibration import fit_temperature, negative_log_likelihood
from ulmfit_core.fewshot.views import Views, brevity

_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)  # of the first of two members
_PULL = 8.0  # nats, times the squared distance from the expected share


def expected_weights(views: Views, n_members: int) -> FloatArray:
    """The members' shares while no labels speak for others: alike, but for long texts less for the
    first of two, topics and reading, which blurs as texts grow."""
    if n_members != 2:
        return np.full(n_members, 1 / n_members)
    share = 0.5 * brevity(views.words_a_text)
    return np.array([share, 1 - share])


def best_weights(
    parts: FloatArray, targets: NDArray[np.int64], expected: FloatArray
) -> FloatArray | None:
    """Weights of two members by the log-loss of what they were not shown, drawn to those
    ``expected`` while there are few documents; None for any other number, and for none."""
    if len(parts) != 2 or not len(targets):
        return None
    found = []
    for share in sorted({*_SHARES, float(expected[0])}):
        logits = share * parts[0] + (1 - share) * parts[1]
        temperature = fit_temperature(logits, targets)
        pulled = _PULL * (share - expected[0]) ** 2
        found.append((negative_log_likelihood(logits / temperature, targets) + pulled, share))
    share = min(found)[1]
    return np.array([share, 1 - share])
