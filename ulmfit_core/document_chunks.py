"""Documents of any length cut into runs and chunks for a graph that hands on its state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ulmfit_core.arrays import Ids

CHUNK_TOKENS = 128


def runs(documents: Sequence[Ids], most_tokens: int, most_rows: int) -> Iterator[list[int]]:
    """Places of the documents of each run of the graph, longest first; a chunk of one holds at most
    ``most_tokens``, padding included, which are no fewer than CHUNK_TOKENS."""
    order = sorted(range(len(documents)), key=lambda i: -len(documents[i]))
    start = 0
    while start < len(order):
        width = min(len(documents[order[start]]), CHUNK_TOKENS)
        run = order[start : start + min(most_tokens // width, most_rows)]
        yield run
        start += len(run)


def chunks(documents: Sequence[Ids]) -> Iterator[tuple[int, Ids]]:
    """Where each chunk starts, and how many tokens of each document are in it [n], for documents
    sorted by length, the longest first; those that have ended are left out."""
    lengths = np.array([len(ids) for ids in documents])
    for start in range(0, int(lengths[0]), CHUNK_TOKENS):
        active = int((lengths > start).sum())  # the first rows: the rest have ended
        yield start, np.minimum(lengths[:active] - start, CHUNK_TOKENS)


def padded(documents: Sequence[Ids], start: int, here: Ids, pad: int = 0) -> Ids:
    """The tokens of one of ``chunks`` [n, longest], padded on the right."""
    matrix = np.full((len(here), int(here[0])), pad, np.int64)
    for row, ids, n in zip(matrix, documents, here, strict=False):
        row[:n] = ids[start : start + n]
    return matrix
