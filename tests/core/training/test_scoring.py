"""Answers for many documents come in the documents' order, whatever the batches."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from tests.builders import TEXTS, tiny_tokenizer
from tests.core.training.recipes import SIZES, texts_of
from ulmfit_core.architecture import Architecture
from ulmfit_core.modules.awd_lstm import (
    Dropouts,
)
from ulmfit_core.modules.classifier import Classifier
from ulmfit_core.token_store import TokenStore, encode_documents
from ulmfit_core.training import scoring
from ulmfit_core.training.labelled_store import open_labelled_store, write_labelled_store
from ulmfit_core.training.scoring import logits_of


@pytest.fixture
def classifier() -> Classifier:
    torch.manual_seed(1)
    sizes = Architecture(tiny_tokenizer().vocab_size, **SIZES)
    model = Classifier(sizes, 3, Dropouts(), norm="batch", bptt=9)
    for parameter in model.encoder.parameters():
        torch.nn.init.normal_(parameter, 0, 0.5)
    return model


@pytest.fixture(scope="module")
def documents() -> TokenStore:
    return encode_documents([*texts_of(40)[0], *TEXTS], tiny_tokenizer())


def one_by_one(classifier: Classifier, documents: TokenStore, *, backward: bool) -> np.ndarray:
    rows = []
    for index in range(documents.n_documents):
        bos, *body = documents.document(index).tolist()
        ids = torch.tensor([bos, *(reversed(body) if backward else body)])[:, None]
        with torch.no_grad():
            rows.append(classifier.eval()(ids, torch.tensor([len(ids)]))[0][0].numpy())
    return np.stack(rows)


@pytest.mark.parametrize("backward", [False, True])
def test_answers_are_in_the_documents_order(
    backward: bool, classifier: Classifier, documents: TokenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoring, "_BATCH_SIZE", 7)
    got = logits_of(classifier, documents, backward=backward)
    assert got.dtype == np.float32
    expected = one_by_one(classifier, documents, backward=backward)
    np.testing.assert_allclose(got, expected, atol=1e-5)


@pytest.mark.parametrize("targets", [np.array([1, 0]), np.array([[1, 0, 1], [0, 0, 0]])])
def test_labelled_store_gives_back_texts_and_targets(targets: np.ndarray, tmp_path: Path) -> None:
    write_labelled_store(["one text", ""], targets, tiny_tokenizer(), tmp_path)
    store = open_labelled_store(tmp_path)
    assert np.array_equal(store.targets, targets)
    assert store.lengths.tolist() == [len(tiny_tokenizer().encode("one text")), 1]
