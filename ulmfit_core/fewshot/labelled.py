"""Which documents of a corpus have which labels, as a head learns from them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.arrays import Ids


@dataclass(frozen=True, slots=True)
class Labelled:
    """Which documents have which labels."""

    rows: Ids  # [m] rows of the views
    targets: NDArray[np.int64]  # [m] class indices, or [m, C] zeros and ones for multi-label
    n_labels: int
    # [m], or [m, C] for multi-label; None: all count as one
    weights: NDArray[np.float64] | None = None
    groups: Ids | None = None  # [m], alike where the text is the same; None: all differ

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def is_multi(self) -> bool:
        return self.targets.ndim == 2

    def select(self, places: Ids) -> Labelled:
        """Some of them."""
        weights = None if self.weights is None else self.weights[places]
        groups = None if self.groups is None else self.groups[places]
        return Labelled(self.rows[places], self.targets[places], self.n_labels, weights, groups)

    def once(self) -> Labelled:
        """The first of each text alone."""
        if self.groups is None:
            return self
        return self.select(np.sort(np.unique(self.groups, return_index=True)[1]))

    def without(self, places: Ids) -> Ids:
        """All places but these and those of the same texts."""
        groups = np.arange(len(self)) if self.groups is None else self.groups
        return np.flatnonzero(~np.isin(groups, groups[places]))

    def can_teach(self) -> bool:
        """Whether two labels can be told apart (multi-label: whether one was given and not)."""
        if self.is_multi:
            given = self.targets.sum(0)
            return bool(((given > 0) & (given < len(self))).any())
        return len(np.unique(self.targets)) > 1

    def counts(self) -> tuple[int, ...]:
        """How many of them have each label."""
        if self.is_multi:
            return tuple(int(n) for n in self.targets.sum(0))
        return tuple(np.bincount(self.targets, minlength=self.n_labels).tolist())

    def labels_seen(self) -> tuple[int, ...]:
        """The labels that any of them has."""
        if self.is_multi:
            return tuple(np.flatnonzero(self.targets.sum(0)).tolist())
        return tuple(np.unique(self.targets).tolist())
