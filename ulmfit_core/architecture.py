"""Sizes of an encoder; torch-free."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Architecture:
    """``400/1150/3`` is the paper's; the last layer is as wide as the embedding (tied softmax)."""

    vocab_size: int
    embedding_size: int
    hidden_size: int
    n_layers: int

    @property
    def layer_sizes(self) -> tuple[tuple[int, int], ...]:
        """Input and output width of each LSTM layer."""
        inner = [self.hidden_size] * (self.n_layers - 1)
        widths = [self.embedding_size, *inner, self.embedding_size]
        return tuple(pairwise(widths))

    @property
    def n_weights(self) -> int:
        """How many numbers a language model of these sizes has (tied softmax)."""
        layers = sum(4 * own * (below + own + 2) for below, own in self.layer_sizes)
        return self.vocab_size * (self.embedding_size + 1) + layers
