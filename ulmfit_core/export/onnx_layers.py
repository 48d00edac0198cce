"""The layers that hold the weights, as ONNX nodes: exact in float32, or with weights of 8 bits.

int8: ``com.microsoft.DynamicQuantizeLSTM`` of onnxruntime, which quantises what flows in as it
comes, and an embedding whose rows are scaled back after the look-up. Each column of a matrix has
a scale of its own (symmetric, round to nearest; Jacob et al. 2018, section 2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.export.onnx_builder import Graph

Weights = Mapping[str, NDArray[Any]]

# On processors without VNNI two such products can overflow; the check at opening finds that out.
# 7 bits never overflow, but cost a TREC-6 model 0.8 points of agreement with float32.
_LARGEST = 127
_GATES = (0, 3, 1, 2)  # torch stacks i, f, g, o; ONNX i, o, f, g
_NO_PEEPHOLES = ""


class LstmOperands(NamedTuple):
    """What flows into an LSTM layer: [T, B, I], [B] steps, and h and c [1, B, H] before it."""

    inputs: str
    steps: str
    h: str
    c: str


class Layers(Protocol):
    """How embedding and LSTM become nodes."""

    domains: tuple[str, ...]  # of operators beyond ONNX's own

    def embedding(self, graph: Graph, table: NDArray[Any], ids: str) -> str:
        """Rows of ``table`` [V, E] at ``ids`` [T, B]: [T, B, E]."""

    def lstm(
        self, graph: Graph, weights: Weights, prefix: str, operands: LstmOperands
    ) -> Sequence[str]:
        """Outputs [T, 1, B, H], then h and c [1, B, H] after them."""


class Float32Layers:
    """The weights as they were trained."""

    domains: tuple[str, ...] = ()

    def embedding(self, graph: Graph, table: NDArray[Any], ids: str) -> str:
        return graph.node("Gather", [graph.constant(table), ids])

    def lstm(
        self, graph: Graph, weights: Weights, prefix: str, operands: LstmOperands
    ) -> Sequence[str]:
        matrices = (_gates(weights[f"{prefix}.weight_{kind}_l0"])[None] for kind in ("ih", "hh"))
        inputs = [operands.inputs, *map(graph.constant, matrices)]
        inputs += [graph.constant(_bias(weights, prefix)), *operands[1:]]
        return _lstm_node(graph, "LSTM", inputs, weights, prefix)


class Int8Layers:
    """A quarter of the size, some three times the speed; answers differ in the third digit.

    ``float32_layers``: so many LSTM layers, the first ones, stay as they were trained. Quantised,
    the first costs the most agreement, as what the others read has passed through it.
    """

    domains: tuple[str, ...] = ("com.microsoft",)

    def __init__(self, float32_layers: int = 0) -> None:
        self._exact = tuple(f".layers.{i}" for i in range(float32_layers))

    def embedding(self, graph: Graph, table: NDArray[Any], ids: str) -> str:
        from onnx import TensorProto

        scale, rows = _quantised(table.T)
        found = graph.node("Gather", [graph.constant(rows.T, np.int8), ids])
        floats = graph.node("Cast", [found], to=TensorProto.FLOAT)
        scales = graph.node("Gather", [graph.constant(scale[:, None]), ids])
        return graph.node("Mul", [floats, scales])

    def lstm(
        self, graph: Graph, weights: Weights, prefix: str, operands: LstmOperands
    ) -> Sequence[str]:
        if prefix.endswith(self._exact):
            return Float32Layers().lstm(graph, weights, prefix, operands)
        matrices, scales = [], []
        for kind in ("ih", "hh"):
            scale, matrix = _quantised(_gates(weights[f"{prefix}.weight_{kind}_l0"]).T)
            matrices.append(graph.constant(matrix[None], np.int8))  # [1, I, 4H]
            zeros = np.zeros_like(scale, dtype=np.int8)[None]
            scales += [graph.constant(scale[None]), graph.constant(zeros, np.int8)]
        bias = graph.constant(_bias(weights, prefix))
        inputs = [operands.inputs, *matrices, bias, *operands[1:], _NO_PEEPHOLES, *scales]
        return _lstm_node(graph, "DynamicQuantizeLSTM", inputs, weights, prefix, *self.domains)


def _lstm_node(
    graph: Graph, kind: str, inputs: list[str], weights: Weights, prefix: str, domain: str = ""
) -> Sequence[str]:
    outputs = [graph.name() for _ in range(3)]
    size = weights[f"{prefix}.weight_hh_l0"].shape[1]
    return graph.node_of(kind, inputs, outputs, domain=domain, hidden_size=size)


def _quantised(matrix: NDArray[Any]) -> tuple[NDArray[np.float32], NDArray[np.int8]]:
    """Scales [columns] and whole numbers [rows, columns] whose product is nearly ``matrix``."""
    scale = np.maximum(np.abs(matrix).max(axis=0), 1e-12).astype(np.float32) / _LARGEST
    return scale, np.rint(matrix / scale).astype(np.int8)


def _bias(weights: Weights, prefix: str) -> NDArray[Any]:
    both = [_gates(weights[f"{prefix}.bias_{kind}_l0"]) for kind in ("ih", "hh")]
    return np.concatenate(both)[None]


def _gates(stacked: NDArray[Any]) -> NDArray[Any]:
    """torch's order of the gates turned into ONNX's."""
    parts = np.split(stacked, 4)
    return np.concatenate([parts[gate] for gate in _GATES])
