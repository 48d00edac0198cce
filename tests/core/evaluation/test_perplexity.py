"""Perplexity: a plain loop's numbers, whatever the batches."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from ulmfit_core.architecture import Architecture
from ulmfit_core.evaluation import perplexity as perplexity_module
from ulmfit_core.evaluation.perplexity import Perplexity, language_model_perplexity
from ulmfit_core.modules.awd_lstm import (
    Dropouts,
)
from ulmfit_core.modules.language_model import LanguageModel
from ulmfit_core.token_store import TokenStore
from ulmfit_core.tokenizer import BOS_ID

SIZES = Architecture(vocab_size=30, embedding_size=4, hidden_size=6, n_layers=2)


@pytest.fixture
def model() -> LanguageModel:
    torch.manual_seed(1)
    model = LanguageModel(SIZES, Dropouts(0.5, 0.5, 0.5, 0.5, 0.5))
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, 0, 0.5)
    return model


def store_of(*lengths: int) -> TokenStore:
    offsets = np.cumsum([0, *lengths], dtype=np.int64)
    ids = np.random.default_rng(1).integers(4, 30, offsets[-1]).astype(np.uint16)
    ids[offsets[:-1]] = BOS_ID
    return TokenStore(ids, offsets, 3 * int(offsets[-1]))


def plain_loop(model: LanguageModel, store: TokenStore, *, backward: bool) -> tuple[float, int]:
    nats, tokens = 0.0, 0
    model.eval()
    for index in range(store.n_documents):
        bos, *body = store.document(index).tolist()
        ids = torch.tensor([bos, *(reversed(body) if backward else body)])[:, None]
        if len(ids) > 1:
            with torch.no_grad():
                logits, _ = model.logits(ids[:-1], model.encoder.zero_state(1))
            loss = torch.nn.functional.cross_entropy(logits[:, 0], ids[1:, 0], reduction="sum")
            nats, tokens = nats + loss.item(), tokens + len(ids) - 1
    return nats, tokens


@pytest.mark.parametrize("backward", [False, True])
def test_equals_a_plain_loop_over_documents(model: LanguageModel, backward: bool) -> None:
    store = store_of(*(1 + (k * 31) % 20 for k in range(70)), 300, 128, 129, 130, 1, 2)
    nats, tokens = plain_loop(model, store, backward=backward)
    measured = language_model_perplexity(model, store, backward=backward)
    assert measured.tokens == tokens == store.n_tokens - store.n_documents
    assert measured.nats == pytest.approx(nats, rel=1e-5)


def test_window_and_batch_do_not_matter(
    model: LanguageModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = store_of(50, 3, 1, 17, 17)
    expected = language_model_perplexity(model, store)
    monkeypatch.setattr(perplexity_module, "_WINDOW", 5)
    monkeypatch.setattr(perplexity_module, "_BATCH_TOKENS", 10)
    got = language_model_perplexity(model, store)
    assert got.tokens == expected.tokens
    assert got.nats == pytest.approx(expected.nats, rel=1e-5)


def test_a_model_that_knows_nothing_is_as_perplexed_as_its_vocabulary(
    model: LanguageModel,
) -> None:
    for parameter in model.parameters():
        torch.nn.init.zeros_(parameter)
    measured = language_model_perplexity(model, store_of(9, 5))
    assert measured.perplexity == pytest.approx(30, rel=1e-5)
    assert measured.bits_per_byte == pytest.approx(12 * math.log2(30) / 42)


def test_empty_documents_have_nothing_to_predict(model: LanguageModel) -> None:
    measured = language_model_perplexity(model, store_of(1, 1))
    assert (measured.nats, measured.perplexity) == (0.0, 1.0)


def test_training_mode_comes_back(model: LanguageModel) -> None:
    language_model_perplexity(model.train(), store_of(9))
    assert model.training
    language_model_perplexity(model.eval(), store_of(9))
    assert not model.training


def test_units() -> None:
    measured = Perplexity(nats=math.log(2) * 100, tokens=50, n_bytes=200)
    assert measured.perplexity == pytest.approx(4)
    assert measured.bits_per_byte == pytest.approx(0.5)
