"""Tiny models for tests: every weight by formula, so that outputs never depend on a seed."""

from __future__ import annotations

import dataclasses
import math
from functools import cache
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.architecture import Architecture
from ulmfit_core.export.bundle import ModelBundle
from ulmfit_core.export.bundle_config import (
    LINEAR_HEAD,
    BundleConfig,
    GoldenExample,
    HeadConfig,
)
from ulmfit_core.export.weight_shapes import expected_shapes
from ulmfit_core.export.words_part import WordsPart
from ulmfit_core.tokenizer import Tokenizer, train_tokenizer
from ulmfit_core.word_features import WordFeatures

TEXTS = (
    "Where is the Tagus, and who named it?",
    "Wer hat das Rad erfunden? Niemand weiß es genau.",
    "NASA sent a probe to Saturn in 1997.",
    "どこに川がありますか。",
    "What does the abbreviation NATO stand for?",
    "नदी कहाँ है?",
    "a",
    "",
)
LABELS = ("place", "person", "thing")
TERMS = ("tagus", "where", "where is", "who", "川")
RUNS = ("川", "川が", " a")


@cache
def tiny_tokenizer() -> Tokenizer:
    """A tokenizer of some 330 pieces, most of them bytes."""
    return train_tokenizer([text for text in TEXTS if text] * 5, 330)


def formula_array(name: str, shape: tuple[int, ...], scale: float = 0.5) -> NDArray[np.float32]:
    """Values within ±scale that look random and depend on the name and the place alone."""
    places = np.arange(math.prod(shape), dtype=np.float64) + crc32(name.encode()) % 9973
    return (scale * np.sin(places * 12.9898 + 0.5 * places**1.5)).reshape(shape).astype(np.float32)


def tiny_config(**changes: Any) -> BundleConfig:
    """Two LSTM layers, forward, single-label, batch norm; override what a test is about."""
    defaults: dict[str, Any] = {
        "architecture": Architecture(tiny_tokenizer().vocab_size, 6, 10, 2),
        "directions": ("forward",),
        "head": HeadConfig(),
        "task": "single",
        "labels": LABELS,
        "tokenizer_sha256": tiny_tokenizer().sha256,
        "seed": 1,
        "preset": "default",
    }
    return BundleConfig(**{**defaults, **changes})


def formula_weights(config: BundleConfig) -> dict[str, NDArray[Any]]:
    """All the weights of a model with this config."""
    weights: dict[str, NDArray[Any]] = {}
    for name, shape in expected_shapes(config).items():
        weights[name] = formula_array(name, shape)
        if name.endswith(("running_var", "norm.weight")):
            weights[name] = 1 + weights[name]
        if name.endswith("num_batches_tracked"):
            weights[name] = np.array(7, dtype=np.int64)
    return weights


def tiny_bundle(**changes: Any) -> ModelBundle:
    """A whole model of ``tiny_config(**changes)``, its graph included; no golden examples."""
    from ulmfit_core.export.onnx_graph import build_classifier_graph

    config = tiny_config(**changes)
    weights = formula_weights(config)
    return ModelBundle(
        config=config,
        weights=weights,
        tokenizer_bytes=tiny_tokenizer().to_bytes(),
        onnx_bytes=build_classifier_graph(config, weights),
        card="# A tiny model\n",
    )


def words_part() -> WordsPart:
    """Some terms, and what they speak for."""
    n_terms = len(TERMS) + len(RUNS)
    idf = 1.5 + formula_array("idf", (n_terms,))
    return WordsPart(
        WordFeatures(TERMS, RUNS, idf),
        formula_array("weights", (n_terms, len(LABELS)), 2.0),
        formula_array("topics", (n_terms, 4)).astype(np.float16),
        formula_array("topic weights", (4, len(LABELS)), 2.0),
    )


def instant_bundle(**changes: Any) -> ModelBundle:
    """A model as the preset quick makes them: a linear head beside words."""
    made = tiny_bundle(head=LINEAR_HEAD, words=words_part().config, **changes)
    return dataclasses.replace(made, words=words_part())


def base_config(**changes: Any) -> dict[str, Any]:
    """The ``config.json`` of a base model that has read nothing."""
    sizes = {"vocab_size": 400, "embedding_size": 8, "hidden_size": 16, "n_layers": 3}
    whole = {"format": "ulmfit-base", "format_version": 1, "name": "mine", "direction": "forward"}
    return {**whole, "architecture": sizes, "tokenizer": {}, "training": {}, **changes}


def golden_examples(
    probabilities: NDArray[Any], texts: tuple[str, ...]
) -> tuple[GoldenExample, ...]:
    """Golden examples that say ``probabilities`` [n, C] for ``texts``."""
    return tuple(
        GoldenExample(text, tuple(tiny_tokenizer().encode(text)), tuple(float(p) for p in row))
        for text, row in zip(texts, probabilities, strict=True)
    )


def keyword_bundle(words: dict[str, str], **changes: Any) -> ModelBundle:
    """A model whose answer hangs on known words alone: each speaks for the label it stands for,
    more the larger its share of the text is; a text with none of them is a draw."""
    from ulmfit_core.export.onnx_graph import build_classifier_graph

    labels = tuple(changes.pop("labels", sorted(set(words.values()))))
    pairs = [f"{one} {other}" for one in words for other in words]  # so that each is one piece
    tokenizer = train_tokenizer(pairs * 5, 400)
    width = max(2, len(labels))
    config = tiny_config(
        architecture=Architecture(tokenizer.vocab_size, width, width, 1),
        head=HeadConfig(hidden=width),
        labels=labels,
        tokenizer_sha256=tokenizer.sha256,
        **changes,
    )
    weights = {name: np.zeros(s, np.float32) for name, s in expected_shapes(config).items()}
    for name, array in weights.items():
        if name.endswith(("running_var", "norm.weight")):
            array[...] = 1
    for word, label in words.items():
        _, piece = tokenizer.encode(word)  # fails where the word is not one piece
        weights["forward.encoder.embedding.weight"][piece, labels.index(label)] = 1
    _pass_on(weights, width)
    weights["forward.head.blocks.1.linear.weight"][...] = np.eye(len(labels), width)
    return ModelBundle(
        config=config,
        weights=weights,
        tokenizer_bytes=tokenizer.to_bytes(),
        onnx_bytes=build_classifier_graph(config, weights),
        card="# A model of known words\n",
    )


def _pass_on(weights: dict[str, NDArray[Any]], width: int) -> None:
    """An LSTM that remembers nothing, and a head that adds the highest and the mean."""
    same, layer = np.eye(width, dtype=np.float32), "forward.encoder.layers.0"
    always, never = np.full(width, 9, np.float32), np.full(width, -9, np.float32)
    weights[f"{layer}.weight_ih_l0"][2 * width : 3 * width] = 5 * same  # gates: i, f, g, o
    weights[f"{layer}.bias_ih_l0"][...] = np.concatenate([always, never, 0 * always, always])
    pooled = weights["forward.head.blocks.0.linear.weight"]  # of last, max, mean
    pooled[:, width : 2 * width], pooled[:, 2 * width :] = 2 * same, 6 * same
