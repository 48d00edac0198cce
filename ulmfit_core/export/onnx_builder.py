"""Puts an ONNX graph together node by node, without naming every value by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

OPSET = 17  # the first with LayerNormalization
IR_VERSION = 8  # what opset 17 came with; newer ones shut out older runtimes


class Graph:
    """Collects nodes and gives their outputs names."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.inputs: list[Any] = []
        self.outputs: list[Any] = []
        self.initializers: list[Any] = []
        self._n = 0

    def name(self) -> str:
        self._n += 1
        return f"value_{self._n}"

    def node(self, kind: str, inputs: Sequence[str], output: str = "", **attributes: Any) -> str:
        """Append a node of one output and return that output's name."""
        return self.node_of(kind, inputs, [output or self.name()], **attributes)[0]

    def node_of(
        self, kind: str, inputs: Sequence[str], outputs: Sequence[str], **attributes: Any
    ) -> Sequence[str]:
        from onnx import helper

        self.nodes.append(helper.make_node(kind, list(inputs), list(outputs), **attributes))
        return outputs

    def constant(self, value: Any, dtype: type[np.generic] = np.float32) -> str:
        from onnx import numpy_helper

        name = self.name()
        array = np.ascontiguousarray(np.asarray(value, dtype=dtype)).reshape(np.shape(value))
        self.initializers.append(numpy_helper.from_array(array, name))
        return name

    def serialised(self, name: str, domains: Sequence[str] = ()) -> bytes:
        """The model's bytes; ``domains`` are those of operators beyond ONNX's own."""
        from onnx import helper

        graph = helper.make_graph(
            self._live_nodes(), name, self.inputs, self.outputs, self.initializers
        )
        opsets = [("", OPSET), *((domain, 1) for domain in domains)]
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid(*o) for o in opsets])
        model.ir_version = IR_VERSION
        model.producer_name = "ulmfit-studio"
        return bytes(model.SerializeToString(deterministic=True))

    def _live_nodes(self) -> list[Any]:
        """The nodes that an output of the graph depends on, in their order."""
        wanted = {output.name for output in self.outputs}
        kept = []
        for node in reversed(self.nodes):
            if wanted.intersection(node.output):
                wanted.update(node.input)
                kept.append(node)
        return kept[::-1]

    def axes(self, *axes: int) -> str:
        return self.constant(list(axes), np.int64)

    def add_input(self, name: str, element: int, shape: Sequence[str | int]) -> str:
        from onnx import helper

        self.inputs.append(helper.make_tensor_value_info(name, element, list(shape)))
        return name

    def add_output(self, name: str, shape: Sequence[str | int]) -> None:
        from onnx import TensorProto, helper

        self.outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, list(shape)))
