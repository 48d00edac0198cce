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

from ulmfit_core.architecture import Architecture
from ulmfit_core.export.chunk_reading import (
    Encoder,
    chunk_masks,
    read_chunk,
    state_of_nothing,
)
from ulmfit_core.export.onnx_builder import Graph
from ulmfit_core.export.onnx_layers import Layers, Weights


def initial_pool_state(architecture: Architecture, n: int) -> NDArray[np.float32]:
    """The state [n, S] before the first token."""
    return state_of_nothing(architecture, range(architecture.n_layers), n)


def feature_sizes(architecture: Architecture) -> list[int]:
    """How many features each layer gives: twice its width."""
    return [2 * width for _, width in architecture.layer_sizes]


def build_encoder_graph(architecture: Architecture, weights: Weights, layers: Layers) -> bytes:
    """The serialised graph; ``weights`` are named ``encoder.embedding.weight`` and so on.

    ``layers`` as in :func:`~ulmfit_core.export.onnx_graph.build_classifier_graph`.
    """
    graph = Graph()
    masks = chunk_masks(graph, "forward")
    everything = range(architecture.n_layers)
    encoder = Encoder(architecture, everything, weights, "encoder", layers)
    pooled = read_chunk(graph, encoder, masks, "forward", "state")
    features = [value for layer in pooled for value in (layer.maximum, layer.mean)]
    graph.node("Concat", features, output="features", axis=1)
    graph.add_output("features", ["batch", sum(feature_sizes(architecture))])
    return graph.serialised("ulmfit_encoder", layers.domains)
