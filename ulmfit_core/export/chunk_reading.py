"""An encoder as ONNX nodes that read documents chunk by chunk and pool what they read.

The state between two chunks holds h and c of every layer, then the running maximum and sum of
each layer that is pooled.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.architecture import Architecture
from ulmfit_core.export.onnx_builder import Graph
from ulmfit_core.export.onnx_layers import Layers, LstmOperands, Weights


class Encoder(NamedTuple):
    """What the nodes are made from."""

    architecture: Architecture
    pooled: Collection[int]  # layers
    weights: Weights
    prefix: str  # of the names of its weights
    layers: Layers


class Masks(NamedTuple):
    """What every direction needs to know of the lengths."""

    valid: str  # [T, B, 1] bool: is a token, not padding
    steps: str  # [B] int32, at least 1: an LSTM of no steps is not defined
    alive: str  # [B, 1] bool: has tokens in this chunk
    n_tokens: str  # [B, 1] float: so far, this chunk included


class Pooled(NamedTuple):
    """A layer's outputs over all tokens so far, each [B, H]."""

    last: str
    maximum: str
    mean: str


def widths_of_state(architecture: Architecture, pooled: Collection[int]) -> list[int]:
    """Widths of the parts of a state, in their order."""
    layers = architecture.layer_sizes
    read = (*layers, *(layers[i] for i in pooled))
    return [size for _, width in read for size in (width, width)]


def state_of_nothing(
    architecture: Architecture, pooled: Collection[int], n: int
) -> NDArray[np.float32]:
    """The state [n, S] before the first token."""
    parts = [np.zeros((n, size), np.float32) for size in widths_of_state(architecture, pooled)]
    for maximum in parts[2 * architecture.n_layers :: 2]:
        maximum[:] = -np.inf
    return np.concatenate(parts, axis=1)


def chunk_masks(graph: Graph, direction: str) -> Masks:
    """Which positions of a chunk hold tokens, from new inputs ``lengths`` and ``seen``."""
    from onnx import TensorProto

    graph.add_input("lengths", TensorProto.INT64, ["batch"])
    graph.add_input("seen", TensorProto.INT64, ["batch"])
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


def read_chunk(
    graph: Graph, encoder: Encoder, masks: Masks, direction: str, state: str
) -> list[Pooled]:
    """Read the new input ``{direction}.ids`` from the new input ``state`` on; ``{state}_next``
    becomes an output. Returns what each pooled layer gives, the first one's first."""
    from onnx import TensorProto

    widths = widths_of_state(encoder.architecture, encoder.pooled)
    ids = graph.add_input(f"{direction}.ids", TensorProto.INT64, ["batch", "time"])
    graph.add_input(state, TensorProto.FLOAT, ["batch", sum(widths)])
    before = _pairs_of_state(graph, state, widths)
    n_layers = encoder.architecture.n_layers
    cells, pools = before[:n_layers], iter(before[n_layers:])
    turned = graph.node("Transpose", [ids], perm=[1, 0])
    table = encoder.weights[f"{encoder.prefix}.embedding.weight"]
    hidden = encoder.layers.embedding(graph, table, turned)  # [T, B, E]
    following: list[str] = []
    running: list[str] = []
    pooled: list[Pooled] = []
    for i, cell in enumerate(cells):
        hidden, after = _lstm_layer(graph, encoder, i, hidden, cell, masks)
        following += after
        if i in encoder.pooled:
            maximum, total, mean = _running_pool(graph, hidden, next(pools), masks)
            running += [maximum, total]
            pooled.append(Pooled(after[0], maximum, mean))
    graph.node("Concat", [*following, *running], output=f"{state}_next", axis=1)
    graph.add_output(f"{state}_next", ["batch", sum(widths)])
    return pooled


def _pairs_of_state(graph: Graph, state: str, widths: list[int]) -> list[Sequence[str]]:
    """The parts of a state by twos: h and c, or maximum and sum."""
    operands = [state, graph.constant(widths, np.int64)]
    parts = graph.node_of("Split", operands, [graph.name() for _ in widths], axis=1)
    return [parts[i : i + 2] for i in range(0, len(parts), 2)]


def _lstm_layer(
    graph: Graph, encoder: Encoder, i: int, inputs: str, before: Sequence[str], masks: Masks
) -> tuple[str, list[str]]:
    """Outputs [T, B, H] and the next h and c, each [B, H], of layer ``i``; rows without a token in
    this chunk keep theirs."""
    h, c = (graph.node("Unsqueeze", [part, graph.axes(0)]) for part in before)
    operands = LstmOperands(inputs, masks.steps, h, c)
    prefix = f"{encoder.prefix}.layers.{i}"
    outputs, h, c = encoder.layers.lstm(graph, encoder.weights, prefix, operands)
    after = [graph.node("Squeeze", [part, graph.axes(0)]) for part in (h, c)]
    kept = [
        graph.node("Where", [masks.alive, new, old]) for new, old in zip(after, before, strict=True)
    ]
    return outputs, kept


def _running_pool(
    graph: Graph, hidden: str, before: Sequence[str], masks: Masks
) -> tuple[str, str, str]:
    """Maximum, sum and mean of all tokens so far; each [B, H]."""
    lowest, zero = graph.constant(-np.inf), graph.constant(0.0)
    masked = graph.node("Where", [masks.valid, hidden, lowest])
    chunk_maximum = graph.node("ReduceMax", [masked], axes=[0], keepdims=0)
    maximum = graph.node("Max", [before[0], chunk_maximum])
    tokens = graph.node("Where", [masks.valid, hidden, zero])
    chunk_sum = graph.node("ReduceSum", [tokens, graph.axes(0)], keepdims=0)
    total = graph.node("Add", [before[1], chunk_sum])
    mean = graph.node("Div", [total, masks.n_tokens])
    return maximum, total, mean
