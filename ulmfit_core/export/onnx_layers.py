"""The layers that hold the weights, as ONNX nodes: exact in float32, or with weights of 8 bits.

int8: ``com.microsoft.DynamicQuantizeLSTM`` of onnxruntime, which quantises what flows in as it
comes, and an embedding whose rows are scaled back after the look-up. Each column of a matrix has
a scale of its own (symmetric, round to nearest; Jacob et al. 2018, section 2). What one matrix has
too much of in a column goes into the next, as in SmoothQuant (Xiao et al. 2023, eq. 3).
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
_BOUNDS = np.array([1, -1, 1, -1], dtype=np.float32)
_SATURATED = 30.0  # of it tanh is 1, and the logistic function too


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
        """Outputs [T, B, H], then h and c [1, B, H] after them."""


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
        return _lstm_node(graph, "LSTM", inputs, weights[f"{prefix}.weight_hh_l0"].shape[1])


class Int8Layers:
    """A quarter of the size, some three times the speed; answers differ in the third digit.

    ``float32_layers``: so many LSTM layers, the first ones, stay as they were trained. Quantised,
    the first costs the most agreement, as what the others read has passed through it.

    The operator scales what flows in by its least and its largest value, over all rows at once: a
    text's scores would depend on its neighbours. So values are added to each row that no other
    one can pass: its bounds, which no weight reads. They are four more units of each layer, always
    at 1 and -1 (two would do, but leave the operator uneven rows, which cost it more).
    """

    domains: tuple[str, ...] = ("com.microsoft",)

    def __init__(self, float32_layers: int = 0) -> None:
        self._exact = tuple(f".layers.{i}" for i in range(float32_layers))
        self._columns: dict[str, NDArray[Any]] = {}  # by value, what its columns were divided by
        self._bounded: dict[str, str] = {}  # by value, the same with its bounds

    def embedding(self, graph: Graph, table: NDArray[Any], ids: str) -> str:
        from onnx import TensorProto

        columns = np.ones(table.shape[1]) if self._exact else np.abs(table).max(axis=0)
        columns = np.maximum(columns, 1e-12).astype(np.float32)
        scale, rows = _quantised((table / columns).T)
        found = graph.node("Gather", [graph.constant(rows.T, np.int8), ids])
        floats = graph.node("Cast", [found], to=TensorProto.FLOAT)
        scales = graph.node("Gather", [graph.constant(scale[:, None]), ids])
        embedded = graph.node("Mul", [floats, scales])
        self._columns[embedded] = columns
        return embedded

    def lstm(
        self, graph: Graph, weights: Weights, prefix: str, operands: LstmOperands
    ) -> Sequence[str]:
        if prefix.endswith(self._exact):
            return Float32Layers().lstm(graph, weights, prefix, operands)
        matrices, scales = [], []
        for kind in ("ih", "hh"):
            weight = weights[f"{prefix}.weight_{kind}_l0"]
            if kind == "ih":
                weight = weight * self._columns.get(operands.inputs, 1)
            scale, matrix = _quantised(_with_bounds(weight).T)
            matrices.append(graph.constant(matrix[None], np.int8))  # [1, I + 4, 4 (H + 4)]
            zeros = np.zeros_like(scale, dtype=np.int8)[None]
            scales += [graph.constant(scale[None]), graph.constant(zeros, np.int8)]
        bias = graph.constant(_bias_with_bounds(weights, prefix))
        read = self._bounded.get(operands.inputs) or _bound(graph, operands.inputs, 1)
        h, c = _bound(graph, operands.h, 1), _bound(graph, operands.c, _SATURATED)
        inputs = [read, *matrices, bias, operands.steps, h, c, _NO_PEEPHOLES, *scales]
        size = weights[f"{prefix}.weight_hh_l0"].shape[1]
        kind = "DynamicQuantizeLSTM"
        bounded, *after = _lstm_node(graph, kind, inputs, size + len(_BOUNDS), *self.domains)
        outputs, h, c = (_without_bounds(graph, value, size) for value in (bounded, *after))
        self._bounded[outputs] = bounded
        return outputs, h, c


def _lstm_node(
    graph: Graph, kind: str, inputs: list[str], size: int, domain: str = ""
) -> Sequence[str]:
    outputs, h, c = (graph.name() for _ in range(3))
    graph.node_of(kind, inputs, [outputs, h, c], domain=domain, hidden_size=size)
    return graph.node("Squeeze", [outputs, graph.axes(1)]), h, c


def _bound(graph: Graph, values: str, largest: float) -> str:
    """``values`` [.., .., N] with more columns: ``largest`` and its opposite."""
    column = graph.node("Slice", [values, graph.axes(0), graph.axes(1), graph.axes(2)])
    nothing = graph.node("Mul", [column, graph.constant(0.0)])
    bounds = graph.node("Add", [nothing, graph.constant(largest * _BOUNDS)])
    return graph.node("Concat", [values, bounds], axis=2)


def _without_bounds(graph: Graph, values: str, size: int) -> str:
    return graph.node("Slice", [values, graph.axes(0), graph.axes(size), graph.axes(2)])


def _with_bounds(stacked: NDArray[Any]) -> NDArray[Any]:
    """A matrix [4H, I] in ONNX's order of gates, with more units, and more inputs that nothing
    reads: [4 (H + 4), I + 4]."""
    gates = _gates(stacked).reshape(4, -1, stacked.shape[1])
    more = len(_BOUNDS)
    padded: NDArray[Any] = np.pad(gates, ((0, 0), (0, more), (0, more)))
    return padded.reshape(-1, padded.shape[2])


def _bias_with_bounds(weights: Weights, prefix: str) -> NDArray[Any]:
    """Open gates, so that what the units hold stays beyond what tanh tells from 1."""
    both = _bias(weights, prefix).reshape(2, 4, -1)
    open_ = np.zeros((2, 4, len(_BOUNDS)), dtype=np.float32)
    open_[0, :3] = _SATURATED
    open_[0, 3] = _SATURATED * _BOUNDS
    return np.concatenate([both, open_], axis=2).reshape(1, -1)


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
