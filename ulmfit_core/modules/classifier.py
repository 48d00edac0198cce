"""The classifier: encoder over chunks of a document, concat pooling, two-block head."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint

from ulmfit_core.architecture import Architecture
from ulmfit_core.modules.awd_lstm import (
    AWDLSTM,
    Dropouts,
    Masks,
    State,
)

# Chunks are redone for their gradient once so much of a batch's activations is kept, and from
# this one on in any case: what one long document takes must not grow with its length.
_KEPT_BYTES, _KEPT_CHUNKS = 2 * 2**30, 20
_KEPT_OF_CARD = 4  # on a graphics card a fourth of its memory
# Of a layer, at one token: what its backward pass needs (in float32 61 in oneDNN's workspace),
# outputs and their dropped copies.
_BYTES_PER_UNIT = {torch.float32: 100, torch.int8: 45, torch.bfloat16: 32, torch.float16: 32}


class ChunkPool(NamedTuple):
    """What pooling needs of one chunk; each [rows, E]."""

    maximum: Tensor
    total: Tensor
    last: Tensor  # the output at the row's last token so far


class Pooled(NamedTuple):
    """A batch of documents, pooled."""

    features: Tensor  # [B, 3E]: last, max, mean
    squares: Tensor  # scalar: mean square of the outputs, for AR
    changes: Tensor  # scalar: mean squared change from token to token, for TAR


def concat_pool(hidden: Tensor, lengths: Tensor) -> Tensor:
    """[last, max, mean] over time of hidden [T, B, E], padding left out; [B, 3E].

    Paper section 3.3, "Concat pooling". lengths [B], each at least 1.
    """
    pool = _pool_chunk(hidden, lengths)
    return torch.cat([pool.last, pool.maximum, pool.total / lengths[:, None]], 1)


class BPT3CEncoder(nn.Module):
    """Reads documents of any length, ``bptt`` tokens at a time (paper section 3.3, "BPT3C").

    The state crosses chunks, its gradient does not. Each chunk is pooled at once and may be
    recomputed for its gradient: memory grows with the chunk, not with the document.
    Rows are right-padded; a row that has ended drops out of the later chunks, so that a
    text scores the same alone and beside others.
    """

    def __init__(self, encoder: AWDLSTM, bptt: int = 70) -> None:
        super().__init__()
        self.encoder = encoder
        self.bptt = bptt

    def forward(self, ids: Tensor, lengths: Tensor, masks: Masks | None = None) -> Pooled:
        """ids [T, B] right-padded, longest document first; lengths [B] on the CPU; ``masks`` are
        drawn where none are given."""
        masks = masks or self.encoder.draw_masks(ids.shape[1])
        state = self.encoder.zero_state(ids.shape[1])
        kept, most_kept, longest_kept = 0, _most_kept(ids.device), _KEPT_CHUNKS * self.bptt
        running: ChunkPool | None = None
        squares, changes = [], []
        for start in range(0, int(lengths[0]), self.bptt):
            rows = int((lengths > start).sum())
            state = [(h[:rows], c[:rows]) for h, c in state]
            chunk = ids[start : start + self.bptt, :rows]
            left = (lengths[:rows] - start).clamp(max=len(chunk)).to(ids.device)
            kept += self._activation_bytes(chunk)
            arguments = (chunk, left, state, rows_of(masks, slice(rows)))
            pool, square, change, state = (
                checkpoint(self._chunk, *arguments, use_reentrant=False, preserve_rng_state=False)
                if torch.is_grad_enabled() and (kept > most_kept or start >= longest_kept)
                else self._chunk(*arguments)
            )
            running = pool if running is None else _merge(running, pool)
            squares.append(square)
            changes.append(change)
        assert running is not None  # every document holds its bos at least
        counts = lengths.to(ids.device)
        features = torch.cat([running.last, running.maximum, running.total / counts[:, None]], 1)
        n = int(lengths.sum()) * features.shape[1] / 3
        return Pooled(features, torch.stack(squares).sum() / n, torch.stack(changes).sum() / n)

    def _activation_bytes(self, ids: Tensor) -> int:
        units = sum(output for _, output in self.encoder.architecture.layer_sizes)
        return ids.numel() * units * _BYTES_PER_UNIT[self.encoder.compute_dtype]

    def _chunk(
        self, ids: Tensor, lengths: Tensor, state: State, masks: Masks
    ) -> tuple[ChunkPool, Tensor, Tensor, State]:
        outputs, new_state = self.encoder(ids, state, masks)
        out = outputs[-1]
        real = _real(out, lengths)
        square = (out.pow(2) * real).sum()
        change = ((out[1:] - out[:-1]).pow(2) * real[1:]).sum()
        return _pool_chunk(out, lengths), square, change, new_state


class PoolingHead(nn.Module):
    """Two blocks: norm, dropout, linear; ReLU between (paper section 3.3).

    ``norm`` is "batch" as in the paper, or "layer" where batches are too small to have
    statistics (reference C.12).
    """

    def __init__(
        self,
        sizes: tuple[int, ...],
        dropouts: tuple[float, ...],
        norm: str = "batch",
    ) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(
            _HeadBlock(i, o, p, norm)
            for i, o, p in zip(sizes[:-1], sizes[1:], dropouts, strict=True)
        )

    def forward(self, features: Tensor) -> Tensor:
        """features [B, 3E] -> logits [B, C]."""
        for block in self.blocks[:-1]:
            features = block(features).relu()
        logits: Tensor = self.blocks[-1](features)
        return logits


class Classifier(nn.Module):
    """ULMFiT's third stage: a fine-tuned encoder under a new head."""

    def __init__(
        self,
        architecture: Architecture,
        n_classes: int,
        dropouts: Dropouts,
        *,
        norm: str = "batch",
        hidden: int = 50,
        bptt: int = 70,
    ) -> None:
        super().__init__()
        self.reader = BPT3CEncoder(AWDLSTM(architecture, dropouts), bptt)
        sizes = (3 * architecture.embedding_size, hidden, n_classes)
        self.head = PoolingHead(sizes, (dropouts.output, 0.1), norm)

    @property
    def encoder(self) -> AWDLSTM:
        """The AWD-LSTM that reads the documents."""
        return self.reader.encoder

    def forward(self, ids: Tensor, lengths: Tensor) -> tuple[Tensor, Pooled]:
        """ids [T, B] right-padded, longest first -> logits [B, C] and what was pooled."""
        pooled = self.reader(ids, lengths)
        return self.head(pooled.features), pooled

    def contract_state(self) -> dict[str, Tensor]:
        """Weights by the names of the model file: ``encoder.…`` and ``head.…``."""
        return {name.removeprefix("reader."): t for name, t in self.state_dict().items()}

    def load_contract_state(self, tensors: dict[str, Tensor]) -> None:
        """The reverse of ``contract_state``."""
        self.load_state_dict(
            {n if n.startswith("head.") else f"reader.{n}": t for n, t in tensors.items()}
        )


class _HeadBlock(nn.Module):
    def __init__(self, inputs: int, outputs: int, p: float, norm: str) -> None:
        super().__init__()
        self.norm = nn.BatchNorm1d(inputs) if norm == "batch" else nn.LayerNorm(inputs)
        self.dropout = nn.Dropout(p)
        self.linear = nn.Linear(inputs, outputs)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.linear(self.dropout(self.norm(x)))
        return out


def _most_kept(device: torch.device) -> int:
    if device.type != "cuda":
        return _KEPT_BYTES
    return int(torch.cuda.get_device_properties(device).total_memory) // _KEPT_OF_CARD


def _real(hidden: Tensor, lengths: Tensor) -> Tensor:
    """[T, B, 1] bool: which positions hold a token."""
    steps = torch.arange(hidden.shape[0], device=hidden.device)
    return (steps[:, None] < lengths[None, :]).unsqueeze(2)


def _pool_chunk(hidden: Tensor, lengths: Tensor) -> ChunkPool:
    real = _real(hidden, lengths)
    maximum = hidden.masked_fill(~real, float("-inf")).amax(0)
    total = hidden.float().masked_fill(~real, 0.0).sum(0)
    last = hidden[lengths - 1, torch.arange(hidden.shape[1], device=hidden.device)]
    return ChunkPool(maximum, total, last)


def _merge(running: ChunkPool, chunk: ChunkPool) -> ChunkPool:
    """``running`` of all rows with a later chunk of the first few rows."""
    rows = chunk.last.shape[0]
    return ChunkPool(
        torch.cat([torch.maximum(running.maximum[:rows], chunk.maximum), running.maximum[rows:]]),
        torch.cat([running.total[:rows] + chunk.total, running.total[rows:]]),
        torch.cat([chunk.last, running.last[rows:]]),
    )


def rows_of(masks: Masks, rows: slice) -> Masks:
    """The masks of some of the sequences."""
    return Masks(
        masks.embedding,
        None if masks.input is None else masks.input[:, rows],
        tuple(None if m is None else m[:, rows] for m in masks.hidden),
        masks.weight,
    )
