"""The language model: an AWD-LSTM encoder and a softmax tied to its embedding."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from ulmfit_core.architecture import Architecture
from ulmfit_core.modules.awd_lstm import (
    AWDLSTM,
    NO_DROPOUT,
    Dropouts,
    State,
)
from ulmfit_core.modules.dropout import VariationalDropout
from ulmfit_core.modules.tied_softmax import tied_cross_entropy

_SOFTMAX_DTYPE = {torch.int8: torch.float32, torch.float16: torch.bfloat16}


class LanguageModelOutput(NamedTuple):
    """What one BPTT window gives."""

    loss: Tensor  # scalar, nats per token
    raw: Tensor  # [T, B, E] last layer's output, for TAR
    dropped: Tensor  # [T, B, E] the same after output dropout, for AR
    state: State


class LanguageModel(nn.Module):
    """Predicts each next token; decoder weight and embedding are one tensor."""

    def __init__(self, architecture: Architecture, dropouts: Dropouts = NO_DROPOUT) -> None:
        super().__init__()
        self.encoder = AWDLSTM(architecture, dropouts)
        self.output_dropout = VariationalDropout(dropouts.output)
        self.decoder = _DecoderBias(architecture.vocab_size)
        self.compute_dtype = torch.float32

    def set_dropouts(self, dropouts: Dropouts) -> None:
        """Change the probabilities of a built model."""
        self.encoder.set_dropouts(dropouts)
        self.output_dropout.p = dropouts.output

    def set_compute_dtype(self, dtype: torch.dtype) -> None:
        """What matrix products run in; weights stay float32.

        int8 and float16 are for the LSTM layers: probabilities, most of them tiny, do not
        survive them.
        """
        self.compute_dtype = _SOFTMAX_DTYPE.get(dtype, dtype)
        self.encoder.set_compute_dtype(dtype)

    def forward(self, ids: Tensor, targets: Tensor, state: State) -> LanguageModelOutput:
        """ids and targets [T, B]; the loss is the mean over all T*B of them."""
        outputs, new_state = self.encoder(ids, state)
        raw = outputs[-1]
        mask = self.output_dropout.draw(raw.shape[1], raw.shape[2], raw)
        dropped = self.output_dropout(raw, mask)
        loss = tied_cross_entropy(
            dropped.flatten(0, 1),
            self.encoder.embedding.weight,
            self.decoder.bias,
            targets.flatten(),
            self.compute_dtype,
        )
        return LanguageModelOutput(loss, raw, dropped, new_state)

    def logits(self, ids: Tensor, state: State) -> tuple[Tensor, State]:
        """Scores of every next token, [T, B, V]; for perplexity and generation."""
        outputs, new_state = self.encoder(ids, state)
        weight = self.encoder.embedding.weight
        return nn.functional.linear(outputs[-1], weight, self.decoder.bias), new_state


class _DecoderBias(nn.Module):
    """What the decoder has of its own; the state dict calls it ``decoder.bias``."""

    def __init__(self, vocab_size: int) -> None:
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(vocab_size))
