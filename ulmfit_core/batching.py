"""How ids become batches: streams for language models, length buckets for classifiers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ulmfit_core.token_store import TokenStore
from ulmfit_core.tokenizer import PAD_ID

_SHORT_WINDOW_CHANCE = 0.05  # AWD-LSTM: half windows now and then (Merity et al. 2018, section 5)
_WINDOW_SPREAD = 5
_SHORTEST_WINDOW = 5


class Window(NamedTuple):
    """One BPTT window of the language model's streams."""

    ids: Tensor  # [T, B] int64
    targets: Tensor  # [T, B] int64: ids shifted by one
    start: int  # where in the streams it begins; 0 means: start from a zero state
    position: int  # where the next one begins


def document_stream(store: TokenStore, seed: int, *, backward: bool = False) -> NDArray[np.integer]:
    """All documents end to end, in an order shuffled by ``seed``, as one array [N].

    Backward, each document keeps its bos in front and reads from its end.
    """
    order = np.random.default_rng(seed).permutation(store.n_documents)
    stream = np.empty(store.n_tokens, dtype=store.ids.dtype)
    start = 0
    for index in order:
        ids = store.document(index)
        stop = start + len(ids)
        stream[start] = ids[0]
        stream[start + 1 : stop] = ids[:0:-1] if backward else ids[1:]
        start = stop
    return stream


class LanguageModelBatches:
    """Cuts a stream into ``batch_size`` rows and reads them left to right in BPTT windows.

    ``variable`` draws each window's length around ``bptt`` (Merity et al. 2018), from
    ``seed`` and the position alone, so that a resumed run draws the same lengths.
    """

    def __init__(
        self,
        stream: NDArray[np.integer],
        batch_size: int,
        bptt: int,
        *,
        variable: bool = False,
        seed: int = 0,
    ) -> None:
        self.batch_size = max(1, min(batch_size, (len(stream) - 1) // 2))
        self.length = (len(stream) - 1) // self.batch_size  # targets of each row
        self.bptt = bptt
        self._variable = variable
        self._seed = seed
        self._stream = stream

    def spans(self, position: int = 0) -> Iterator[tuple[int, int]]:
        """(start, stop) of each window from ``position`` in the rows to their end."""
        while position < self.length:
            stop = min(position + self._window_length(position), self.length)
            yield position, stop
            position = stop

    def windows(self, position: int = 0) -> Iterator[Window]:
        """The windows of ``spans``."""
        for start, stop in self.spans(position):
            yield self._window(start, stop)

    def _window(self, start: int, stop: int) -> Window:
        rows = np.arange(self.batch_size)[None, :] * self.length
        columns = np.arange(start, stop + 1)[:, None]
        block = torch.from_numpy(self._stream[rows + columns].astype(np.int64))
        return Window(block[:-1], block[1:], start, stop)

    def _window_length(self, position: int) -> int:
        if not self._variable:
            return self.bptt
        rng = np.random.default_rng((self._seed, position))
        base = self.bptt if rng.random() >= _SHORT_WINDOW_CHANCE else self.bptt / 2
        drawn = int(rng.normal(base, _WINDOW_SPREAD))
        return min(max(_SHORTEST_WINDOW, drawn), self.bptt + 2 * _WINDOW_SPREAD)


class DocumentBatch(NamedTuple):
    """Documents of like length, longest first."""

    ids: Tensor  # [T, B] int64, right-padded
    lengths: Tensor  # [B] int64
    indices: NDArray[np.int64]  # [B] which documents they are


class ClassifierBatches:
    """Length buckets under a bound on documents and on tokens, padding counted.

    Shuffled by ``seed``, cut into blocks of 50 batches, sorted by length within a block,
    and the batches shuffled again (fastai's "sortish" sampler). No batch holds a single
    document unless there is but one: batch norm needs two.
    """

    _BLOCK = 50

    def __init__(self, lengths: NDArray[np.int64], batch_size: int, batch_tokens: int) -> None:
        self._lengths = lengths
        self._batch_size = batch_size
        self._batch_tokens = batch_tokens

    def shuffled(self, seed: int) -> list[NDArray[np.int64]]:
        """An epoch's batches as document indices, each longest first."""
        rng = np.random.default_rng(seed)
        order = rng.permutation(len(self._lengths))
        block = self._BLOCK * self._batch_size
        batches: list[NDArray[np.int64]] = []
        for start in range(0, len(order), block):
            batches += self._cut(order[start : start + block])
        batches = _merge_singles(batches)
        return [batches[i] for i in rng.permutation(len(batches))]

    def in_order(self) -> list[NDArray[np.int64]]:
        """All documents sorted by length, for evaluation."""
        return self._cut(np.arange(len(self._lengths)))

    def _cut(self, indices: NDArray[np.int64]) -> list[NDArray[np.int64]]:
        ordered = indices[np.argsort(-self._lengths[indices], kind="stable")]
        batches, start = [], 0
        while start < len(ordered):
            longest = int(self._lengths[ordered[start]])
            count = max(1, min(self._batch_size, self._batch_tokens // longest))
            batches.append(ordered[start : start + count])
            start += count
        return batches


def document_batch(
    store: TokenStore, indices: NDArray[np.int64], *, backward: bool = False
) -> DocumentBatch:
    """Pad the documents ``indices``, longest first; backward ones keep bos in front."""
    lengths = np.diff(store.offsets)[indices]
    longest_first = np.argsort(-lengths, kind="stable")
    indices, lengths = indices[longest_first], lengths[longest_first]
    documents = [np.asarray(store.document(int(i)), dtype=np.int64) for i in indices]
    ids = np.full((int(lengths.max()), len(documents)), PAD_ID)
    for column, document in enumerate(documents):
        ids[0, column] = document[0]
        ids[1 : len(document), column] = document[:0:-1] if backward else document[1:]
    return DocumentBatch(torch.from_numpy(ids), torch.from_numpy(lengths), indices)


def even_slices(n: int, count: int) -> list[slice]:
    """``n`` rows in up to ``count`` slices, at least one in each."""
    count = max(1, min(count, n))
    return [slice(n * i // count, n * (i + 1) // count) for i in range(count)]


def _merge_singles(batches: list[NDArray[np.int64]]) -> list[NDArray[np.int64]]:
    """Join each batch of one document to the batch after it (or before, for the last)."""
    merged: list[NDArray[np.int64]] = []
    for batch in batches:
        if merged and len(merged[-1]) == 1:
            merged[-1] = np.concatenate([merged[-1], batch])
        else:
            merged.append(batch)
    if len(merged) > 1 and len(merged[-1]) == 1:
        last = merged.pop()
        merged[-1] = np.concatenate([merged[-1], last])
    return merged
