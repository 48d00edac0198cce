"""A training that has left all bounds is ended: what follows are numbers that are none."""

from __future__ import annotations

import math

from ulmfit_core.errors import InputError


def check_numbers(*numbers: float) -> None:
    """Raises InputError where one of a training's losses or gradients is infinite or NaN."""
    if not all(map(math.isfinite, numbers)):
        raise InputError(
            "The loss is no number any more: the training has left all bounds, and was stopped.",
            "Begin it anew with a lower learning rate.",
        )
