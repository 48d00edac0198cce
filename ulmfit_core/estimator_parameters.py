"""Parameters as scikit-learn's users give them, numpy's numbers among them, made plain."""

from __future__ import annotations

from typing import Any

import numpy as np

_LARGEST_SEED = 2**32 - 1  # that numpy.random.RandomState takes
_MOST_HELD_OUT = 0.9


def drawn_seed(random_state: Any) -> int:
    """The seed itself, or one drawn from a RandomState (None: numpy's own), another each time.

    Raises ValueError where it is neither.
    """
    if random_state is None or isinstance(random_state, np.random.RandomState):
        from sklearn.utils import check_random_state

        return int(check_random_state(random_state).randint(np.iinfo(np.int32).max))
    if not isinstance(random_state, int | np.integer) or not 0 <= random_state <= _LARGEST_SEED:
        raise ValueError(
            f"random_state is {random_state!r}; take a whole number from 0 to {_LARGEST_SEED:,}, "
            "a numpy.random.RandomState, or None."
        )
    return int(random_state)


def checked_share(valid_fraction: Any) -> float | None:
    """The share of the texts to hold out. Raises ValueError unless it is one, or None."""
    if valid_fraction is None:
        return None
    if (
        not isinstance(valid_fraction, int | float | np.integer | np.floating)
        or not 0 <= valid_fraction <= _MOST_HELD_OUT
    ):
        raise ValueError(
            f"valid_fraction is {valid_fraction!r}; take a share from 0 to {_MOST_HELD_OUT}, "
            "or None for the usual one."
        )
    return float(valid_fraction)
