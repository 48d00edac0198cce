"""How ids become batches: streams for language models, length buckets for classifiers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ulmfit_core.token_store import TokenStore

_SHORT_WINDOW_CHANCE = 0.05  # AWD-LSTM: half windows now and then (Merity et al. 2018, section 5)
_WINDOW_SPREAD = 5
_SHORTEST_WINDOW = 5


class Window(NamedTuple):
    """One BPTT window of the language model's streams."""

    ids: Tensor  # [T, B] int64
    targets: Tensor  # [T, B] int64: ids shifted by one
    position: int  # where in the streams the next window starts


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
        self.length = max(1, (len(stream) - 1) // self.batch_size)  # targets of each row
        self.bptt = bptt
        self._variable = variable
        self._seed = seed
        self._stream = stream

    def __len__(self) -> int:
        """How many windows the streams hold at the mean window length."""
        return max(1, round(self.length / self._mean_window()))

    def windows(self, position: int = 0) -> Iterator[Window]:
        """The windows from ``position`` in the rows to their end."""
        while position < self.length:
            stop = min(position + self._window_length(position), self.length)
            yield self._window(position, stop)
            position = stop

    def _window(self, start: int, stop: int) -> Window:
        rows = np.arange(self.batch_size)[None, :] * self.length
        columns = np.arange(start, stop + 1)[:, None]
        block = torch.from_numpy(self._stream[rows + columns].astype(np.int64))
        return Window(block[:-1], block[1:], stop)

    def _window_length(self, position: int) -> int:
        if not self._variable:
            return self.bptt
        rng = np.random.default_rng((self._seed, position))
        base = self.bptt if rng.random() >= _SHORT_WINDOW_CHANCE else self.bptt / 2
        drawn = int(rng.normal(base, _WINDOW_SPREAD))
        return min(max(_SHORTEST_WINDOW, drawn), self.bptt + 2 * _WINDOW_SPREAD)

    def _mean_window(self) -> float:
        return self.bptt * (1 - _SHORT_WINDOW_CHANCE / 2) if self._variable else self.bptt
