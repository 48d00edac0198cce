"""Two classifiers on the very same documents: which had more of them right, and is that chance?

The exact sign test on the documents that only one of them had right (McNemar 1947): documents that
both had right, or both wrong, say nothing about who is better. It holds for few documents too.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray

MOST_CHANCE = 0.05


@dataclass(frozen=True, slots=True)
class Paired:
    """Of ``n`` documents, how many one alone had right; the first is the one in question."""

    n: int
    n_right: int  # the first
    n_right_other: int
    only_first: int
    only_other: int

    @property
    def chance(self) -> float:
        """How often two equally good ones would differ by as much in the first one's favour."""
        n = self.only_first + self.only_other
        ways = comb(n, self.only_first)
        favourable = 0
        for k in range(self.only_first, n + 1):
            favourable += ways
            ways = ways * (n - k) // (k + 1)
        return float(favourable / 2**n)

    @property
    def is_better(self) -> bool:
        """Whether the first is better, and that is hardly chance."""
        return self.chance <= MOST_CHANCE


def paired(right: NDArray[np.bool_], other: NDArray[np.bool_]) -> Paired:
    """From which documents [n] each of the two had right."""
    return Paired(
        len(right),
        int(right.sum()),
        int(other.sum()),
        int((right & ~other).sum()),
        int((other & ~right).sum()),
    )
