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

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.export.bundle_config import BundleConfig
from ulmfit_core.export.onnx_builder import Graph
from ulmfit_core.export.onnx_layers import Float32Layers, Layers, LstmOperands, Weights

OPSET = 17  # the first with LayerNormalization
IR_VERSION = 8  # what opset 17 came with; newer ones shut out older runtimes
_NORM_EPSILON = 1e-5


WORDS = "words"  # the input of that name


def state_sizes(config: BundleConfig, direction: str) -> list[int]:
    """Widths of the parts of a state: h and c of each layer, then maximum and sum of each layer
    that the head sees."""
    layers = config.architecture_of(direction).layer_sizes
    read = (*layers, *(layers[i] for i in config.pooled_layers(direction)))
    return [size for _, width in read for size in (width, width)]


def initial_state(config: BundleConfig, direction: str, n: int) -> NDArray[np.float32]:
    """The state [n, S] before the first token."""
    parts = [np.zeros((n, size), np.float32) for size in state_sizes(config, direction)]
    for maximum in parts[2 * config.architecture_of(direction).n_layers :: 2]:
        maximum[:] = -np.inf
    return np.concatenate(parts, axis=1)


def build_classifier_graph(
    config: BundleConfig, weights: Weights, layers: Layers | None = None
) -> bytes:
    """The serialised graph, batch and time free; names and shapes as in this module's text.

    ``layers`` says how embedding and LSTM are computed: ``Float32Layers``, as here by default,
    or ``Int8Layers``. The head is always float32.
    """
    from onnx import TensorProto, helper

    layers = layers or Float32Layers()
    graph = Graph()
    graph.add_input("lengths", TensorProto.INT64, ["batch"])
    graph.add_input("seen", TensorProto.INT64, ["batch"])
    if config.words is not None:
        graph.add_input(WORDS, TensorProto.FLOAT, ["batch", len(config.labels)])
    masks = chunk_masks(graph, config.directions[0])
    outputs = [_direction(graph, config, weights, d, masks, layers) for d in config.directions]
    total = graph.node("Sum", outputs)
    graph.node("Mul", [total, graph.constant(1 / len(outputs))], output="probabilities")
    graph.add_output("probabilities", ["batch", len(config.labels)])
    made = helper.make_graph(
        graph.live_nodes(), "ulmfit_classifier", graph.inputs, graph.outputs, graph.initializers
    )
    opsets = [("", OPSET), *((domain, 1) for domain in layers.domains)]
    model = helper.make_model(made, opset_imports=[helper.make_opsetid(*o) for o in opsets])
    model.ir_version = IR_VERSION
    model.producer_name = "ulmfit-studio"
    return bytes(model.SerializeToString(deterministic=True))


class Masks:
    """What every direction needs to know of the lengths."""

    def __init__(self, valid: str, steps: str, alive: str, count: str) -> None:
        self.valid = valid  # [T, B, 1] bool: is a token, not padding
        self.steps = steps  # [B] int32, at least 1: an LSTM of no steps is not defined
        self.alive = alive  # [B, 1] bool: has tokens in this chunk
        self.count = count  # [B, 1] float: tokens so far, this chunk included


def chunk_masks(graph: Graph, direction: str) -> Masks:
    """Which positions of a chunk hold tokens, from ``lengths`` and ``seen``."""
    from onnx import TensorProto

    ids_shape = graph.node("Shape", [f"{direction}.ids"])
    n_steps = graph.node("Gather", [ids_shape, graph.constant(1, np.int64)], axis=0)
    zero, one = graph.constant(0, np.int64), graph.constant(1, np.int64)
    positions = graph.node("Range", [zero, n_steps, one])
    column = graph.node("Unsqueeze", [positions, graph.axes(1)])  # [T, 1]
    valid = graph.node("Unsqueeze", [graph.node("Less", [column, "lengths"]), graph.axes(2)])
    clamped = graph.node("Max", ["lengths", one])
    alive = graph.node("Greater", ["lengths", zero])
    total = graph.node("Max", [graph.node("Add", ["seen", "lengths"]), one])
    count = graph.node("Cast", [total], to=TensorProto.FLOAT)
    return Masks(
        valid,
        graph.node("Cast", [clamped], to=TensorProto.INT32),
        graph.node("Unsqueeze", [alive, graph.axes(1)]),
        graph.node("Unsqueeze", [count, graph.axes(1)]),
    )


def _direction(
    graph: Graph,
    config: BundleConfig,
    weights: Weights,
    direction: str,
    masks: Masks,
    layers: Layers,
) -> str:
    """Everything one direction reads and writes; returns its probabilities [B, C]."""
    from onnx import TensorProto

    sizes, n_layers = state_sizes(config, direction), config.architecture_of(direction).n_layers
    ids = graph.add_input(f"{direction}.ids", TensorProto.INT64, ["batch", "time"])
    state = graph.add_input(f"{direction}.state", TensorProto.FLOAT, ["batch", sum(sizes)])
    parts = list(
        graph.node_of(
            "Split",
            [state, graph.constant(sizes, np.int64)],
            [graph.name() for _ in sizes],
            axis=1,
        )
    )
    encoder = f"{direction}.encoder"
    turned = graph.node("Transpose", [ids], perm=[1, 0])
    hidden = layers.embedding(graph, weights[f"{encoder}.embedding.weight"], turned)  # [T, B, E]
    following: list[str] = []
    running: list[str] = []
    pooled: list[str] = []
    sums = iter(parts[2 * n_layers :])
    for i in range(n_layers):
        prefix, before = f"{encoder}.layers.{i}", parts[2 * i : 2 * i + 2]
        hidden, after = lstm_layer(graph, weights, prefix, hidden, before, masks, layers)
        following += after
        if i in config.pooled_layers(direction):
            pair = [next(sums), next(sums)]
            pool, kept = running_pool(graph, hidden, pair, masks)
            running += kept
            pooled += [after[0], *pool]
    graph.node("Concat", [*following, *running], output=f"{direction}.state_next", axis=1)
    graph.add_output(f"{direction}.state_next", ["batch", sum(sizes)])
    seen = graph.node("Concat", pooled, axis=1)
    logits = _head(graph, config, weights, f"{direction}.head", seen)
    if config.words is not None:
        logits = graph.node("Add", [logits, WORDS])
    scaled = graph.node("Div", [logits, graph.constant(config.temperature)])
    if config.task == "multi":
        return graph.node("Sigmoid", [scaled])
    return graph.node("Softmax", [scaled], axis=1)


def lstm_layer(
    graph: Graph,
    weights: Weights,
    prefix: str,
    inputs: str,
    before: Sequence[str],
    masks: Masks,
    layers: Layers,
) -> tuple[str, list[str]]:
    """Outputs [T, B, H] and the next h and c, each [B, H], of one layer."""
    h, c = (graph.node("Unsqueeze", [part, graph.axes(0)]) for part in before)
    operands = LstmOperands(inputs, masks.steps, h, c)
    outputs, h, c = layers.lstm(graph, weights, prefix, operands)
    after = [graph.node("Squeeze", [part, graph.axes(0)]) for part in (h, c)]
    kept = [
        graph.node("Where", [masks.alive, new, old]) for new, old in zip(after, before, strict=True)
    ]
    return outputs, kept


def running_pool(
    graph: Graph, hidden: str, running: Sequence[str], masks: Masks
) -> tuple[list[str], list[str]]:
    """Maximum and mean of all tokens so far, then the next maximum and sum; each [B, E]."""
    lowest, zero = graph.constant(-np.inf), graph.constant(0.0)
    masked = graph.node("Where", [masks.valid, hidden, lowest])
    chunk_maximum = graph.node("ReduceMax", [masked], axes=[0], keepdims=0)
    maximum = graph.node("Max", [running[0], chunk_maximum])
    tokens = graph.node("Where", [masks.valid, hidden, zero])
    chunk_sum = graph.node("ReduceSum", [tokens, graph.axes(0)], keepdims=0)
    total = graph.node("Add", [running[1], chunk_sum])
    mean = graph.node("Div", [total, masks.count])
    return [maximum, mean], [maximum, total]


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
