"""The classifier written out in numpy, a document and a token at a time: the oracle of tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.export.bundle_config import BundleConfig, HeadConfig
from ulmfit_core.export.onnx_layers import Weights


def sigmoid(x: NDArray[Any]) -> NDArray[Any]:
    return 1 / (1 + np.exp(-x))


def lstm(inputs: NDArray[Any], weights: Weights, prefix: str) -> NDArray[Any]:
    """Outputs [T, H] for inputs [T, I]; torch gate order i, f, g, o."""
    w, u = weights[f"{prefix}.weight_ih_l0"], weights[f"{prefix}.weight_hh_l0"]
    bias = weights[f"{prefix}.bias_ih_l0"] + weights[f"{prefix}.bias_hh_l0"]
    h = c = np.zeros(u.shape[1])
    outputs = []
    for x in inputs:
        i, f, g, o = np.split(w @ x + u @ h + bias, 4)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        outputs.append(h)
    return np.array(outputs)


def block(values: NDArray[Any], weights: Weights, prefix: str, norm: str) -> NDArray[Any]:
    if norm == "batch":
        mean, variance = (weights[f"{prefix}.norm.running_{s}"] for s in ("mean", "var"))
    else:
        mean, variance = values.mean(), values.var()
    values = (values - mean) / np.sqrt(variance + 1e-5)
    values = values * weights[f"{prefix}.norm.weight"] + weights[f"{prefix}.norm.bias"]
    result: NDArray[Any] = weights[f"{prefix}.linear.weight"] @ values
    return result + weights[f"{prefix}.linear.bias"]


def head(
    pools: Sequence[NDArray[Any]], weights: Weights, prefix: str, kind: HeadConfig
) -> NDArray[Any]:
    if kind.kind == "linear":
        linear: NDArray[Any] = weights[f"{prefix}.weight"] @ np.concatenate(pools)
        return linear + weights[f"{prefix}.bias"]
    inner = np.maximum(block(pools[-1], weights, f"{prefix}.blocks.0", kind.norm), 0)
    return block(inner, weights, f"{prefix}.blocks.1", kind.norm)


def probabilities(
    config: BundleConfig, weights: Weights, ids: Sequence[int], words: NDArray[Any] | float = 0.0
) -> NDArray[Any]:
    """Probabilities [C] of one document, ids as the tokenizer gives them, and logits of words."""
    weights = {name: array.astype(np.float64) for name, array in weights.items()}
    sides = {"forward": list(ids), "backward": [ids[0], *reversed(ids[1:])]}
    each = []
    for d in config.directions:
        hidden = weights[f"{d}.encoder.embedding.weight"][sides[d]]
        pools = []
        for i in range(config.architecture_of(d).n_layers):
            hidden = lstm(hidden, weights, f"{d}.encoder.layers.{i}")
            pools.append(np.concatenate([hidden[-1], hidden.max(axis=0), hidden.mean(axis=0)]))
        logits = head(pools, weights, f"{d}.head", config.head)
        logits = (logits + words) / config.temperature
        odds = np.exp(logits - logits.max())
        each.append(sigmoid(logits) if config.task == "multi" else odds / odds.sum())
    mean: NDArray[Any] = np.mean(each, axis=0)
    return mean
