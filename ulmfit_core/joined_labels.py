"""Labels that a model tells apart and that count as one since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class JoinedLabels:
    """``names`` has each label once; ``places`` [C] says where a model's column belongs there."""

    names: tuple[str, ...]
    places: tuple[int, ...]

    @classmethod
    def of(cls, names: tuple[str, ...]) -> JoinedLabels:
        """What a model's columns count as, each; those of one name are one."""
        once = tuple(dict.fromkeys(names))
        return cls(once, tuple(once.index(name) for name in names))

    def joined(self, rows: NDArray[Any], task: str) -> NDArray[Any]:
        """Probabilities [n, C] of the labels that are left.

        Where a text has one label, the columns exclude each other and joined ones add up. Where it
        may have several, one or both may be there, and how often both are is not known: the larger
        is the least that the probability of either can be. A sum might exceed 1.
        """
        return self._reduced(rows, np.add if task == "single" else np.maximum)

    def thresholds(self, rows: NDArray[Any]) -> NDArray[Any]:
        """Thresholds [n, C] of the labels that are left; of joined ones the lowest."""
        return self._reduced(rows, np.minimum)

    def _reduced(self, rows: NDArray[Any], join: np.ufunc) -> NDArray[Any]:
        if len(self.names) == len(self.places):
            return rows
        columns = [np.flatnonzero(np.equal(self.places, place)) for place in range(len(self.names))]
        return np.stack([join.reduce(rows[:, same], axis=1) for same in columns], axis=1)
