"""How well a language model predicts held-out text."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

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
    measured = Perplexity(0.0, 1, max(1, store.n_bytes))
    for measured in perplexity_so_far(model, store, backward=backward):  # noqa: B007 - the last
        pass
    return measured


def perplexity_so_far(
    model: LanguageModel, store: TokenStore, *, backward: bool = False
) -> Iterator[Perplexity]:
    """The measurement as it grows, window by window; the last one is the result."""
    was_training = model.training
    model.eval()
    order = np.argsort(-np.diff(store.offsets), kind="stable")
    batch = max(1, _BATCH_TOKENS // _WINDOW)
    nats, tokens = 0.0, 0
    for start in range(0, len(order), batch):
        documents = [_document(store, int(i), backward) for i in order[start : start + batch]]
        for window_nats, window_tokens in _score(model, documents):
            nats, tokens = nats + window_nats, tokens + window_tokens
            yield Perplexity(nats, max(1, tokens), max(1, store.n_bytes))
    model.train(was_training)


def _document(store: TokenStore, index: int, backward: bool) -> Tensor:
    ids = np.asarray(store.document(index), dtype=np.int64)
    return torch.from_numpy(np.concatenate([ids[:1], ids[:0:-1]]) if backward else ids)


def _score(model: LanguageModel, documents: list[Tensor]) -> Iterator[tuple[float, int]]:
    """Nats and targets of each window of a batch, longest first; finished rows drop out."""
    device = model.encoder.embedding.weight.device
    ids = torch.nn.utils.rnn.pad_sequence(documents, padding_value=PAD_ID).to(device)
    lengths = torch.tensor([len(d) for d in documents])
    state = model.encoder.zero_state(len(documents))
    for start in range(0, len(ids) - 1, _WINDOW):
        rows = int((lengths > start + 1).sum())
        state = [(h[:rows], c[:rows]) for h, c in state]
        stop = min(start + _WINDOW, len(ids) - 1)
        targets = ids[start + 1 : stop + 1, :rows]
        real = torch.arange(start + 1, stop + 1)[:, None] < lengths[None, :rows]
        with torch.inference_mode():  # not around a yield: the mode would leak to the caller
            logits, state = model.logits(ids[start:stop, :rows], state)
            loss = nn.functional.cross_entropy(logits[real].float(), targets[real], reduction="sum")
        yield float(loss), int(real.sum())
