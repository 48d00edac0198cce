"""AWD-LSTM (Merity, Keskar & Socher 2018): the encoder of language model and classifier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn

from ulmfit_core.architecture import Architecture
from ulmfit_core.modules.dropout import EmbeddingDropout, VariationalDropout
from ulmfit_core.modules.weight_drop_lstm import LSTMState, WeightDropLSTM

State = list[LSTMState]


@dataclass(frozen=True, slots=True)
class Dropouts:
    """Probabilities of AWD-LSTM's five dropouts (reference A.3)."""

    embedding: float = 0.02
    input: float = 0.25
    hidden: float = 0.15
    weight: float = 0.20
    output: float = 0.10

    def times(self, factor: float) -> Dropouts:
        """Every probability multiplied (fastai's ``drop_mult``)."""
        values = (self.embedding, self.input, self.hidden, self.weight, self.output)
        return Dropouts(*(min(0.9, p * factor) for p in values))


NO_DROPOUT = Dropouts(0, 0, 0, 0, 0)


class Masks(NamedTuple):
    """One optimiser step's dropout masks, in the order they apply; None: nothing is dropped."""

    embedding: Tensor | None
    input: Tensor | None
    hidden: tuple[Tensor | None, ...]  # between layers
    weight: tuple[Tensor | None, ...]  # one per layer


class AWDLSTM(nn.Module):
    """Embedding, then ``n_layers`` weight-dropped LSTMs with variational dropout between them."""

    def __init__(self, architecture: Architecture, dropouts: Dropouts = NO_DROPOUT) -> None:
        super().__init__()
        self.architecture = architecture
        self.embedding = nn.Embedding(architecture.vocab_size, architecture.embedding_size)
        nn.init.uniform_(self.embedding.weight, -0.1, 0.1)
        self.layers = nn.ModuleList(
            WeightDropLSTM(i, o, dropouts.weight) for i, o in architecture.layer_sizes
        )
        self.embedding_dropout = EmbeddingDropout(dropouts.embedding)
        self.input_dropout = VariationalDropout(dropouts.input)
        self.hidden_dropout = VariationalDropout(dropouts.hidden)

    def set_dropouts(self, dropouts: Dropouts) -> None:
        """Change the probabilities of a built encoder."""
        self.embedding_dropout.p = dropouts.embedding
        self.input_dropout.p = dropouts.input
        self.hidden_dropout.p = dropouts.hidden
        for layer in self._lstms():
            layer.weight_p = dropouts.weight

    @property
    def compute_dtype(self) -> torch.dtype:
        """What the layers' matrix products run in while they learn."""
        return next(iter(self._lstms())).compute_dtype

    def set_compute_dtype(self, dtype: torch.dtype) -> None:
        """What the layers' matrix products run in; weights stay float32."""
        for layer in self._lstms():
            layer.compute_dtype = dtype

    def zero_state(self, batch: int) -> State:
        """The state of every layer before any text."""
        return [layer.zero_state(batch) for layer in self._lstms()]

    def draw_masks(self, batch: int) -> Masks:
        """Draw this step's masks for ``batch`` sequences; all None in eval mode."""
        weight = self.embedding.weight
        sizes = self.architecture.layer_sizes
        return Masks(
            self.embedding_dropout.draw(weight),
            self.input_dropout.draw(batch, sizes[0][0], weight),
            tuple(self.hidden_dropout.draw(batch, o, weight) for _, o in sizes[:-1]),
            tuple(layer.draw() for layer in self._lstms()),
        )

    def forward(
        self, ids: Tensor, state: State, masks: Masks | None = None
    ) -> tuple[list[Tensor], State]:
        """Read ids [T, B] on from ``state``.

        Returns every layer's output [T, B, size], undropped, and the new state, detached.
        """
        masks = masks or self.draw_masks(ids.shape[1])
        x = self.embedding_dropout(ids, self.embedding.weight, masks.embedding)
        x = self.input_dropout(x, masks.input)
        outputs, new_state = [], []
        for i, layer in enumerate(self._lstms()):
            out, layer_state = layer(x, state[i], masks.weight[i])
            outputs.append(out)
            new_state.append(layer_state)
            if i < len(self.layers) - 1:
                x = self.hidden_dropout(out, masks.hidden[i])
        return outputs, new_state

    def _lstms(self) -> Iterator[WeightDropLSTM]:
        for layer in self.layers:
            assert isinstance(layer, WeightDropLSTM)
            yield layer
