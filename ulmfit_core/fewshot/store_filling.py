"""Something of every document of a project, made window by window and kept on disk.

What is there already is not made again: a run goes on where it was stopped, and when documents
come in only those are added.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.fewshot.feature_store import FeatureStore
from ulmfit_core.training.events import RunStopped, StepFinished, StopCheck

Rows = NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Filling:
    """Which texts are wanted, with their hashes, and how many are made between two looks at
    whether to stop."""

    texts: Sequence[str]
    hashes: Sequence[int]
    window: int

    @property
    def n_windows(self) -> int:
        return -(-len(self.texts) // self.window)

    def fill(
        self, store: FeatureStore, rows_of: Callable[[Sequence[str]], Rows], should_stop: StopCheck
    ) -> Generator[StepFinished | RunStopped, None, bool]:
        """Make ``store`` hold ``rows_of`` all texts, a step a window; True once it does, False
        after a RunStopped. Raises StorageError."""
        store.keep_same(self.hashes)
        for start in range(store.n_rows, len(self.texts), self.window):
            verb = should_stop()
            if verb is not None:
                yield RunStopped(start // self.window, verb)
                return False
            begun, part = time.perf_counter(), slice(start, start + self.window)
            texts = self.texts[part]
            store.append(self.hashes[part], rows_of(texts))
            seconds = time.perf_counter() - begun
            yield StepFinished(start // self.window + 1, 0.0, (), 0.0, len(texts), seconds)
        return True
