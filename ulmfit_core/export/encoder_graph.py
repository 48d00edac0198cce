"""The encoder alone as an ONNX graph: every layer pooled, read chunk by chunk like the classifier.

==================  =============  ============================================================
input or output     shape          meaning
==================  =============  ============================================================
``lengths``         [B] int64      tokens of each row in this chunk, 0 to T; right-padded
``seen``            [B] int64      tokens of each row in the chunks before
``forward.ids``     [B, T] int64
``state``           [B, S]         what :func:`initial_pool_state` gives, then ``state_next``
``state_next``      [B, S]
``features``        [B, F]         [max, mean] of each layer, the first layer's first
==================  =============  ============================================================

The state holds h and c of every layer, then the running maximum and sum of every layer.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.export.bundle_config import BundleArchitecture
from ulmfit_core.export.onnx_builder import Graph
from ulmfit_core.export.onnx_graph import (
    IR_VERSION,
    OPSET,
    chunk_masks,
    lstm_layer,
    running_pool,
)
from ulmfit_core.export.onnx_layers import Layers, Weights


def pool_state_sizes(architecture: BundleArchitecture) -> list[int]:
    """Widths of the parts of a state: h and c of each layer, then maximum and sum of each."""
    pairs = [size for _, width in architecture.layer_sizes for size in (width, width)]
    return [*pairs, *pairs]


def initial_pool_state(architecture: BundleArchitecture, n: int) -> NDArray[np.float32]:
    """The state [n, S] before the first token."""
    sizes = pool_state_sizes(architecture)
    half = len(sizes) // 2
    parts = [np.zeros((n, size), np.float32) for size in sizes]
    for maximum in parts[half::2]:
        maximum[:] = -np.inf
    return np.concatenate(parts, axis=1)


def feature_sizes(architecture: BundleArchitecture) -> list[int]:
    """How many features each layer gives: twice its width."""
    return [2 * width for _, width in architecture.layer_sizes]


def build_encoder_graph(
    architecture: BundleArchitecture,
    weights: Weights,
    layers: Layers,
) -> bytes:
    """The serialised graph; ``weights`` are named ``encoder.embedding.weight`` and so on.

    ``layers`` as in :func:`~ulmfit_core.export.onnx_graph.build_classifier_graph`.
    """
    from onnx import TensorProto, helper

    graph = Graph()
    graph.add_input("lengths", TensorProto.INT64, ["batch"])
    graph.add_input("seen", TensorProto.INT64, ["batch"])
    ids = graph.add_input("forward.ids", TensorProto.INT64, ["batch", "time"])
    sizes = pool_state_sizes(architecture)
    state = graph.add_input("state", TensorProto.FLOAT, ["batch", sum(sizes)])
    names = [graph.name() for _ in sizes]
    parts = list(graph.node_of("Split", [state, graph.constant(sizes, np.int64)], names, axis=1))
    _read(graph, architecture, weights, ids, parts, layers)
    graph.add_output("features", ["batch", sum(feature_sizes(architecture))])
    graph.add_output("state_next", ["batch", sum(sizes)])
    made = helper.make_graph(
        graph.live_nodes(), "ulmfit_encoder", graph.inputs, graph.outputs, graph.initializers
    )
    opsets = [("", OPSET), *((domain, 1) for domain in layers.domains)]
    model = helper.make_model(made, opset_imports=[helper.make_opsetid(*o) for o in opsets])
    model.ir_version = IR_VERSION
    return bytes(model.SerializeToString(deterministic=True))


def _read(
    graph: Graph,
    architecture: BundleArchitecture,
    weights: Weights,
    ids: str,
    parts: list[str],
    layers: Layers,
) -> None:
    """Read one chunk through every layer; names the graph's two outputs."""
    masks = chunk_masks(graph, "forward")
    turned = graph.node("Transpose", [ids], perm=[1, 0])
    hidden = layers.embedding(graph, weights["encoder.embedding.weight"], turned)  # [T, B, E]
    following: list[str] = []
    running: list[str] = []
    pooled: list[str] = []
    half = len(parts) // 2
    for i in range(architecture.n_layers):
        pair = slice(2 * i, 2 * i + 2)
        layer, before = f"encoder.layers.{i}", parts[pair]
        hidden, after = lstm_layer(graph, weights, layer, hidden, before, masks, layers)
        pool, kept = running_pool(graph, hidden, parts[half:][pair], masks)
        following += after
        running += kept
        pooled += pool
    graph.node("Concat", pooled, output="features", axis=1)
    graph.node("Concat", [*following, *running], output="state_next", axis=1)
