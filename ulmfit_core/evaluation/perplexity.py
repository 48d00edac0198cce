"""How well a language model predicts held-out text."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from ulmfit_core.modules.language_model import LanguageModel
from ulmfit_core.token_store import TokenStore
from ulmfit_core.tokenizer import PAD_ID

_BATCH_TOKENS = 4096
_WINDOW = 128


@dataclass(frozen=True, slots=True)
class Perplexity:
    """Total negative log-likelihood of a text, in the units people compare."""

    nats: float
    tokens: int
    n_bytes: int

    @property
    def perplexity(self) -> float:
        """exp(nats per token); compares only under one vocabulary."""
        return math.exp(self.nats / self.tokens)

    @property
    def bits_per_byte(self) -> float:
        """Bits per UTF-8 byte of the text; compares across vocabularies."""
        return self.nats / math.log(2) / self.n_bytes


def language_model_perplexity(
    model: LanguageModel, store: TokenStore, *, backward: bool = False
) -> Perplexity:
    """Score every document of ``store`` as a stream of its own, in eval mode."""
    was_training = model.training
    model.eval()
    order = np.argsort(-np.diff(store.offsets), kind="stable")
    batch = max(1, _BATCH_TOKENS // _WINDOW)
    nats, tokens = 0.0, 0
    with torch.inference_mode():
        for start in range(0, len(order), batch):
            documents = [_document(store, int(i), backward) for i in order[start : start + batch]]
            batch_nats, batch_tokens = _score(model, documents)
            nats, tokens = nats + batch_nats, tokens + batch_tokens
    model.train(was_training)
    return Perplexity(nats, max(1, tokens), max(1, store.n_bytes))


def _document(store: TokenStore, index: int, backward: bool) -> Tensor:
    ids = np.asarray(store.document(index), dtype=np.int64)
    return torch.from_numpy(np.concatenate([ids[:1], ids[:0:-1]]) if backward else ids)


def _score(model: LanguageModel, documents: list[Tensor]) -> tuple[float, int]:
    """Nats and targets of a batch of documents, longest first; finished rows drop out."""
    device = model.encoder.embedding.weight.device
    ids = torch.nn.utils.rnn.pad_sequence(documents, padding_value=PAD_ID).to(device)
    lengths = torch.tensor([len(d) for d in documents])
    state = model.encoder.zero_state(len(documents))
    nats, tokens = 0.0, 0
    for start in range(0, len(ids) - 1, _WINDOW):
        rows = int((lengths > start + 1).sum())
        state = [(h[:rows], c[:rows]) for h, c in state]
        stop = min(start + _WINDOW, len(ids) - 1)
        logits, state = model.logits(ids[start:stop, :rows], state)
        targets = ids[start + 1 : stop + 1, :rows]
        real = torch.arange(start + 1, stop + 1)[:, None] < lengths[None, :rows]
        loss = torch.nn.functional.cross_entropy(
            logits[real].float(), targets[real], reduction="sum"
        )
        nats, tokens = nats + float(loss), tokens + int(real.sum())
    return nats, tokens
