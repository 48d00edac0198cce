"""A training that has left all bounds is ended: what follows are numbers that are none."""

from __future__ import annotations

import math

from ulmfit_core.errors import InputError


def check_finite(score: float) -> None:
    """Raises InputError where a training's score is infinite or NaN."""
    if not math.isfinite(score):
        raise InputError(
            "The loss is no number any more: the training has left all bounds, and was stopped.",
            "Begin it anew with a lower learning rate.",
        )
