"""Tiny models for tests: every weight by formula, so that outputs never depend on a seed."""

from __future__ import annotations

import math
from functools import cache
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.export.bundle import ModelBundle
from ulmfit_core.export.bundle_config import (
    BundleArchitecture,
    BundleConfig,
    GoldenExample,
    HeadConfig,
    expected_shapes,
)
from ulmfit_core.tokenizer import Tokenizer, train_tokenizer

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
        "architecture": BundleArchitecture(tiny_tokenizer().vocab_size, 6, 10, 2),
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


def golden_examples(
    probabilities: NDArray[Any], texts: tuple[str, ...]
) -> tuple[GoldenExample, ...]:
    """Golden examples that say ``probabilities`` [n, C] for ``texts``."""
    return tuple(
        GoldenExample(text, tuple(tiny_tokenizer().encode(text)), tuple(float(p) for p in row))
        for text, row in zip(texts, probabilities, strict=True)
    )
