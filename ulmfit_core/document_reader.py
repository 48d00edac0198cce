"""Documents of any length through a model's graph: in batches of like length, chunk by chunk.

Each chunk hands on the LSTM's state, so memory depends on the size of a run, never on the length
of a document. Threads take a batch each: sharing the small products of a time step between them
gains far less.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.arrays import Ids
from ulmfit_core.document_chunks import chunks, padded, runs
from ulmfit_core.export.bundle_config import BundleConfig
from ulmfit_core.export.onnx_graph import WORDS, initial_state, state_sizes
from ulmfit_core.onnx_session import graph_errors

RUN_TOKENS = 8192  # rows x time of one run of the graph: some 150 MB at 1,152 hidden units
RUN_ROWS = 24  # more need more padding, and fall out of the cache; fewer share less work

Probabilities = NDArray[np.float32]
Features = NDArray[np.float32]
WordLogits = NDArray[np.float32] | None


class DocumentReader:
    """A session of a model's graph, and how to feed it."""

    def __init__(self, config: BundleConfig, session: Any, threads: int = 1) -> None:
        """``session`` computes on the thread that calls it; ``threads`` do so side by side."""
        self._config = config
        self._session = session
        self._threads = threads

    @property
    def n_features(self) -> int:
        """How many numbers ``features`` gives of a document."""
        return sum(map(self._config.n_pooled, self._config.directions))

    def probabilities(
        self, documents: Sequence[Ids], words: WordLogits
    ) -> Iterator[tuple[list[int], Probabilities]]:
        """Places of a batch among ``documents``, and their probabilities [n, C]; batch by batch.

        ``words``: logits [n, C] of their words, None where the model looks at none. Raises
        ModelFileError where the graph cannot read them, MemoryShortage for want of memory.
        """

        def compute(batch: list[int]) -> Probabilities:
            rows = None if words is None else words[batch]
            return self._read([documents[i] for i in batch], rows)[0]

        return self._each(documents, compute)

    def features(self, documents: Sequence[Ids]) -> Iterator[tuple[list[int], Features]]:
        """The same with the pooled outputs that the head sees [n, F]."""
        n_labels = len(self._config.labels)

        def compute(batch: list[int]) -> Features:
            rows = [documents[i] for i in batch]
            words = np.zeros((len(rows), n_labels), np.float32) if self._config.words else None
            return self._pooled(rows, self._read(rows, words)[1])

        return self._each(documents, compute)

    def _each(
        self, documents: Sequence[Ids], compute: Callable[[list[int]], Features]
    ) -> Iterator[tuple[list[int], Features]]:
        batches = list(runs(documents, RUN_TOKENS, RUN_ROWS))
        if self._threads == 1 or len(batches) == 1:
            yield from zip(batches, map(compute, batches), strict=True)
            return
        pool = ThreadPoolExecutor(self._threads)
        try:
            yield from zip(batches, pool.map(compute, batches), strict=True)
        finally:
            pool.shutdown(cancel_futures=True)

    def _read(
        self, documents: Sequence[Ids], words: WordLogits
    ) -> tuple[Probabilities, dict[str, Features]]:
        """Probabilities [n, C], and the state [n, S] of each direction, at the end of documents
        sorted by length, the longest first."""
        directions = self._config.directions
        sides = {d: [_in_direction(ids, d) for ids in documents] for d in directions}
        states = {d: initial_state(self._config, d, len(documents)) for d in directions}
        result = np.empty((len(documents), len(self._config.labels)), dtype=np.float32)
        for start, here in chunks(documents):
            active = len(here)
            feed = {"lengths": here, "seen": np.full(active, start)}
            if words is not None:
                feed[WORDS] = words[:active]
            for d in directions:
                feed[f"{d}.ids"] = padded(sides[d], start, here)
                feed[f"{d}.state"] = states[d][:active]
            names = ["probabilities", *(f"{d}.state_next" for d in directions)]
            with graph_errors():
                result[:active], *following = self._session.run(names, feed)
            for d, state in zip(directions, following, strict=True):
                states[d][:active] = state
        return result, states

    def _pooled(self, documents: Sequence[Ids], states: Mapping[str, Features]) -> Features:
        """A state holds h and c of each layer, then maximum and sum of those that are pooled."""
        config = self._config
        lengths = np.array([[len(ids)] for ids in documents], dtype=np.float32)
        found: list[Features] = []
        for direction in config.directions:
            n_layers = config.architecture_of(direction).n_layers
            ends = np.cumsum(state_sizes(config, direction))[:-1]
            parts = np.split(states[direction], ends, axis=1)
            for place, layer in enumerate(config.pooled_layers(direction), n_layers):
                maximum, total = parts[2 * place : 2 * place + 2]
                found += [parts[2 * layer], maximum, total / lengths]
        return np.concatenate(found, axis=1)


def _in_direction(ids: Ids, direction: str) -> Ids:
    """The backward direction reads bos, then the pieces from the last to the first."""
    return ids if direction == "forward" else np.concatenate([ids[:1], ids[:0:-1]])
