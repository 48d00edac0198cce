"""A batch of documents read in parts: what one reading of it gives, with less memory.

What comes after the pooling has the whole batch before it, as the statistics of batch norm are a
batch's. So each part is read twice: to be pooled, and for its gradient once that by the pooling is
known. No more than one part's activations are kept at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

from ulmfit_core.modules.classifier import BPT3CEncoder, Pooled, rows_of


class PartsReading:
    """``pooled`` is that of the batch; it ends the graph, and gathers a gradient of its own."""

    def __init__(
        self, reader: BPT3CEncoder, ids: Tensor, lengths: Tensor, parts: Sequence[slice]
    ) -> None:
        """ids [T, B] and lengths [B] as ``reader`` takes them; ``parts`` are the rows of each."""
        self._reader, self._ids, self._lengths, self._parts = reader, ids, lengths, parts
        self._masks = reader.encoder.draw_masks(ids.shape[1])
        with torch.no_grad():
            read = [self._read(part) for part in parts]
        self.pooled = Pooled(*(tensor.requires_grad_() for tensor in self._side_by_side(read)))

    def again(self) -> Iterator[Tensor]:
        """For each part a number that has the gradient by the reader's weights which follows from
        that of ``pooled``; for none where no weight learns."""
        if not any(weight.requires_grad for weight in self._reader.parameters()):
            return
        features, squares, changes = (tensor.grad for tensor in self.pooled)
        assert features is not None
        assert squares is not None
        assert changes is not None
        for part in self._parts:
            read, share = self._read(part), self._share(part)
            means = read.squares * squares + read.changes * changes
            yield (read.features * features[part]).sum() + share * means

    def _read(self, part: slice) -> Pooled:
        lengths = self._lengths[part]
        ids = self._ids[: int(lengths[0]), part]
        read: Pooled = self._reader(ids, lengths, rows_of(self._masks, part))
        return read

    def _share(self, part: slice) -> float:
        """Of a part's tokens in those of the batch: what its means count there."""
        return int(self._lengths[part].sum()) / int(self._lengths.sum())

    def _side_by_side(self, read: Sequence[Pooled]) -> Pooled:
        shares = [self._share(part) for part in self._parts]
        squares, changes = (
            torch.stack([share * mean for share, mean in zip(shares, means, strict=True)]).sum()
            for means in ([p.squares for p in read], [p.changes for p in read])
        )
        return Pooled(torch.cat([part.features for part in read]), squares, changes)
