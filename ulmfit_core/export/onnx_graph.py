"""The classifier as an ONNX graph that reads a document chunk by chunk.

Built node by node: torch 2.13's exporter freezes the sequence length of an LSTM. One run of the
graph takes the next T tokens of B documents with the state so far, and returns the state after
them and the probabilities as if the documents ended here. Memory depends on B and T, never on
the length of a document.

==========================  =============  ====================================================
input or output             shape          meaning
==========================  =============  ====================================================
``lengths``                 [B] int64      tokens of each row in this chunk, 0 to T; right-padded
``seen``                    [B] int64      tokens of each row in the chunks before
``{d}.ids``                 [B, T] int64   direction d: "forward", and "backward" where trained
``{d}.state``               [B, S]         what :func:`initial_state` gives, then ``{d}.state_next``
``{d}.state_next``          [B, S]
``words``                   [B, C]         logits of the words, where the model looks at words
``probabilities``           [B, C]         mean over the directions, temperature applied
==========================  =============  ====================================================

The state holds h and c of every layer, then the running maximum and sum of each layer that the
head sees: the last one, or every one.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.export.bundle_config import BundleConfig
from ulmfit_core.export.chunk_reading import (
    Encoder,
    Masks,
    chunk_masks,
    read_chunk,
    state_of_nothing,
    widths_of_state,
)
from ulmfit_core.export.onnx_builder import Graph
from ulmfit_core.export.onnx_layers import Float32Layers, Layers, Weights

WORDS = "words"  # the input of that name
_NORM_EPSILON = 1e-5


def state_sizes(config: BundleConfig, direction: str) -> list[int]:
    """Widths of the parts of a state, in their order."""
    return widths_of_state(config.architecture_of(direction), config.pooled_layers(direction))


def initial_state(config: BundleConfig, direction: str, n: int) -> NDArray[np.float32]:
    """The state [n, S] before the first token."""
    architecture = config.architecture_of(direction)
    return state_of_nothing(architecture, config.pooled_layers(direction), n)


def build_classifier_graph(
    config: BundleConfig, weights: Weights, layers: Layers | None = None
) -> bytes:
    """The serialised graph, batch and time free; names and shapes as in this module's text.

    ``layers`` says how embedding and LSTM are computed: ``Float32Layers``, as here by default,
    or ``Int8Layers``. The head is always float32.
    """
    from onnx import TensorProto

    layers = layers or Float32Layers()
    graph = Graph()
    masks = chunk_masks(graph, config.directions[0])
    if config.words is not None:
        graph.add_input(WORDS, TensorProto.FLOAT, ["batch", len(config.labels)])
    outputs = [_direction(graph, config, weights, d, masks, layers) for d in config.directions]
    total = graph.node("Sum", outputs)
    graph.node("Mul", [total, graph.constant(1 / len(outputs))], output="probabilities")
    graph.add_output("probabilities", ["batch", len(config.labels)])
    return graph.serialised("ulmfit_classifier", layers.domains)


def _direction(
    graph: Graph,
    config: BundleConfig,
    weights: Weights,
    direction: str,
    masks: Masks,
    layers: Layers,
) -> str:
    """Everything one direction reads and writes; returns its probabilities [B, C]."""
    encoder = Encoder(
        config.architecture_of(direction),
        config.pooled_layers(direction),
        weights,
        f"{direction}.encoder",
        layers,
    )
    pooled = read_chunk(graph, encoder, masks, direction, f"{direction}.state")
    features = graph.node("Concat", [value for layer in pooled for value in layer], axis=1)
    logits = _head(graph, config, weights, f"{direction}.head", features)
    if config.words is not None:
        logits = graph.node("Add", [logits, WORDS])
    return _probabilities(graph, config, logits)


def _probabilities(graph: Graph, config: BundleConfig, logits: str) -> str:
    scaled = graph.node("Div", [logits, graph.constant(config.temperature)])
    if config.task == "multi":
        return graph.node("Sigmoid", [scaled])
    return graph.node("Softmax", [scaled], axis=1)


def _head(graph: Graph, config: BundleConfig, weights: Weights, prefix: str, pooled: str) -> str:
    """Logits [B, C]: two blocks of norm and linear, ReLU between them; or one linear map."""
    if config.head.kind == "linear":
        own = [graph.constant(weights[f"{prefix}.{name}"]) for name in ("weight", "bias")]
        return graph.node("Gemm", [pooled, *own], transB=1)
    for j in (0, 1):
        block = f"{prefix}.blocks.{j}"
        if config.head.norm == "batch":
            weight, bias = _fold_batch_norm(weights, block)
        else:
            pooled = _layer_norm(graph, weights, block, pooled)
            weight, bias = weights[f"{block}.linear.weight"], weights[f"{block}.linear.bias"]
        operands = [pooled, graph.constant(weight), graph.constant(bias)]
        pooled = graph.node("Gemm", operands, transB=1)
        if j == 0:
            pooled = graph.node("Relu", [pooled])
    return pooled


def _layer_norm(graph: Graph, weights: Weights, block: str, values: str) -> str:
    scale, bias = (graph.constant(weights[f"{block}.norm.{n}"]) for n in ("weight", "bias"))
    return graph.node("LayerNormalization", [values, scale, bias], epsilon=_NORM_EPSILON)


def _fold_batch_norm(weights: Weights, block: str) -> tuple[NDArray[Any], NDArray[Any]]:
    """Batch norm in evaluation is linear, so it disappears in the linear layer after it."""
    norm = {
        name: weights[f"{block}.norm.{name}"].astype(np.float64)
        for name in ("weight", "bias", "running_mean", "running_var")
    }
    weight = weights[f"{block}.linear.weight"].astype(np.float64)
    scale = norm["weight"] / np.sqrt(norm["running_var"] + _NORM_EPSILON)
    shift = norm["bias"] - norm["running_mean"] * scale
    return weight * scale, weights[f"{block}.linear.bias"] + weight @ shift
