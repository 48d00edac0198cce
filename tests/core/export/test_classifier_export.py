"""The torch classifier and the file made from it give the same answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from tests.builders import TEXTS, formula_weights, tiny_config, tiny_tokenizer
from ulmfit_core.export.bundle import read_bundle
from ulmfit_core.export.bundle_config import BundleConfig, HeadConfig
from ulmfit_core.export.export_model import export_model
from ulmfit_core.modules.awd_lstm import (
    NO_DROPOUT,
)
from ulmfit_core.modules.classifier import Classifier
from ulmfit_core.predictor import Predictor

LONG = " ".join(TEXTS) * 8


def classifier(config: BundleConfig, weights: dict[str, NDArray[np.generic]]) -> Classifier:
    made = Classifier(
        config.architecture,
        len(config.labels),
        NO_DROPOUT,
        norm=config.head.norm,
        hidden=config.head.hidden,
    )
    tensors = {
        n.removeprefix("forward."): torch.from_numpy(np.array(a)) for n, a in weights.items()
    }
    made.load_contract_state(tensors)
    return made.eval()


@pytest.mark.parametrize("norm", ["batch", "layer"])
def test_a_trained_classifier_survives_export(norm: str, tmp_path: Path) -> None:
    config = tiny_config(head=HeadConfig(12, norm), temperature=1.7)
    model = classifier(config, formula_weights(config))
    texts = sorted([*TEXTS, LONG], key=lambda text: -len(tiny_tokenizer().encode(text)))
    documents = [torch.tensor(tiny_tokenizer().encode(text)) for text in texts]
    ids = torch.nn.utils.rnn.pad_sequence(documents, padding_value=1)
    lengths = torch.tensor([len(document) for document in documents])
    with torch.no_grad():
        expected = (model(ids, lengths)[0] / 1.7).softmax(1).numpy()
    weights = {f"forward.{name}": t.numpy() for name, t in model.contract_state().items()}
    path = tmp_path / "model.ulmfit"
    export_model(
        path,
        config,
        weights,
        tiny_tokenizer(),
        golden_texts=texts,
        golden_probabilities=expected,
    )
    predictor = Predictor.open(path, precision="float32")
    assert np.abs(predictor.predict_proba(texts) - expected).max() < 1e-5
    again = classifier(config, dict(read_bundle(path).weights))
    with torch.no_grad():
        torch.testing.assert_close(again(ids, lengths)[0], model(ids, lengths)[0])
