"""From trained weights to a model file that was tried before it was written."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from ulmfit_core.errors import ModelFileError
from ulmfit_core.export.bundle import ModelBundle, write_bundle
from ulmfit_core.export.bundle_config import BundleConfig, GoldenExample, Precision
from ulmfit_core.export.int8_check import Int8Trial
from ulmfit_core.export.model_card import model_card
from ulmfit_core.export.onnx_graph import build_classifier_graph
from ulmfit_core.export.onnx_layers import Int8Layers, Weights
from ulmfit_core.export.words_part import WordsPart
from ulmfit_core.predictor import Predictor
from ulmfit_core.tokenizer import Tokenizer

LARGEST_DIFFERENCE = 1e-4  # of a probability, between the graph and the model it was made from

_FLOAT32_LAYERS = (0, 1)  # beside 8-bit weights: none first, then the first LSTM layer


def export_model(
    path: str | Path,
    config: BundleConfig,
    weights: Weights,
    tokenizer: Tokenizer,
    *,
    golden_texts: Sequence[str],
    golden_probabilities: ArrayLike,
    texts: Iterable[str] = (),
    words: WordsPart | None = None,
) -> ModelBundle:
    """Write ``path`` and return what it holds.

    ``golden_probabilities`` [n, C] are what the trained model itself says of ``golden_texts``
    (temperature applied, directions averaged); ``words`` is its part about words. A graph with
    8-bit weights goes into the file if it gives the exact one's labels for 99.5 % of those and of
    ``texts``, those held out from training first: with all weights so, else with the first LSTM
    layer in float32. Raises ModelFileError, with nothing written, when the ONNX graph says
    otherwise than the model by more than 1e-4; StorageError when the disk refuses.
    """
    config = dataclasses.replace(
        config,
        tokenizer_sha256=tokenizer.sha256,
        golden=_golden(tokenizer, golden_texts, golden_probabilities),
        words=words.config if words is not None else None,
    )
    bundle = ModelBundle(
        config=config,
        weights=weights,
        tokenizer_bytes=tokenizer.to_bytes(),
        onnx_bytes=build_classifier_graph(config, weights),
        words=words,
    )
    exact = Predictor.from_bundle(bundle)
    if exact.golden_difference() > LARGEST_DIFFERENCE:
        raise ModelFileError(
            "The exported graph does not give the trained model's answers; nothing was written.",
            "Please report this with the versions of onnx and onnxruntime.",
        )
    bundle = with_int8(bundle, exact, texts)
    card = model_card(bundle.config)
    bundle = dataclasses.replace(bundle, card=card)
    write_bundle(bundle, path)
    return bundle


def with_int8(bundle: ModelBundle, exact: Predictor, texts: Iterable[str]) -> ModelBundle:
    """With the quickest graph of 8-bit weights that gives the exact one's labels, and what it did;
    where none does, with what the last one tried did."""
    trial = Int8Trial(exact, texts, [example.text for example in bundle.config.golden])
    config = bundle.config
    for float32_layers in _FLOAT32_LAYERS:
        graph = build_classifier_graph(config, bundle.weights, Int8Layers(float32_layers))
        quantised = dataclasses.replace(bundle, int8_bytes=graph)
        int8 = Predictor.from_bundle(quantised, precision=Precision.INT8)
        check = trial.check(int8, float32_layers)
        config = dataclasses.replace(config, int8=check)
        if check.holds:
            return dataclasses.replace(quantised, config=config)
    return dataclasses.replace(bundle, config=config)


def _golden(
    tokenizer: Tokenizer, texts: Sequence[str], probabilities: ArrayLike
) -> tuple[GoldenExample, ...]:
    rows = np.asarray(probabilities, dtype=np.float64)
    return tuple(
        GoldenExample(text, tuple(tokenizer.encode(text)), tuple(row.tolist()))
        for text, row in zip(texts, rows, strict=True)
    )
