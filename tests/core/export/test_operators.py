"""A graph from a file of unknown origin is made of our own operators, or not run at all."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper

from tests.builders import formula_weights, tiny_bundle
from ulmfit_core.errors import ModelFileError
from ulmfit_core.export.bundle import read_bundle
from ulmfit_core.export.onnx_graph import build_classifier_graph
from ulmfit_core.export.onnx_layers import Int8Layers
from ulmfit_core.export.operators import check_operators
from ulmfit_core.predictor import Predictor

Change = Callable[[onnx.ModelProto], object]


def endless() -> onnx.NodeProto:
    """A loop that goes on as long as true is true, and then gives the probabilities."""
    value = helper.make_tensor_value_info
    body = helper.make_graph(
        [helper.make_node("Identity", [name], [f"{name} on"]) for name in ("still", "found")],
        "body",
        [
            value("i", TensorProto.INT64, []),
            value("still", TensorProto.BOOL, []),
            value("found", TensorProto.FLOAT, None),
        ],
        [value("still on", TensorProto.BOOL, []), value("found on", TensorProto.FLOAT, None)],
    )
    return helper.make_node("Loop", ["", "true", "all"], ["probabilities"], body=body)


def with_loop(model: onnx.ModelProto) -> None:
    model.graph.initializer.append(onnx.numpy_helper.from_array(np.array(True), "true"))
    (last,) = (node for node in model.graph.node if "probabilities" in node.output)
    last.output[:] = ["all"]
    model.graph.node.append(endless())


def with_function(model: onnx.ModelProto) -> None:
    opsets = [helper.make_opsetid("", 17)]
    model.functions.append(helper.make_function("own", "Add", ["a"], ["b"], [endless()], opsets))


CHANGES: dict[str, Change] = {
    "a loop": with_loop,
    "a function of its own": with_function,
    "a foreign operator": lambda model: model.graph.node.append(helper.make_node("Print", [], [])),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_graph_that_does_more_than_ours_is_refused(change: Change) -> None:
    bundle = tiny_bundle()
    model = onnx.load_from_string(bundle.onnx_bytes)
    change(model)
    with pytest.raises(ModelFileError, match="operators that no model file has"):
        Predictor.from_bundle(dataclasses.replace(bundle, onnx_bytes=model.SerializeToString()))


def test_a_second_graph_is_looked_at_too() -> None:
    graph = tiny_bundle().onnx_bytes
    more = onnx.ModelProto(graph=onnx.GraphProto(node=[endless()])).SerializeToString()
    for both in (graph + more, more + graph):  # a reader takes them for one
        assert any(node.op_type == "Loop" for node in onnx.load_from_string(both).graph.node)
        with pytest.raises(ModelFileError, match="operators"):
            check_operators(both)


@pytest.mark.parametrize("task", ["single", "multi"])
def test_our_own_graphs_pass(task: str, repository: Path) -> None:
    bundle = tiny_bundle(task=task)
    check_operators(bundle.onnx_bytes)
    weights = formula_weights(bundle.config)
    check_operators(build_classifier_graph(bundle.config, weights, Int8Layers()))
    check_operators(read_bundle(repository / "tests/assets/models/v1.ulmfit").onnx_bytes)


@given(st.binary(max_size=40))
def test_what_is_no_graph_is_a_sentence(data: bytes) -> None:
    for graph in (data, b"\x3a" + data, b"\xff" * 30 + data):
        try:
            check_operators(graph)
        except ModelFileError:
            continue


def test_a_file_of_another_format_is_no_graph() -> None:
    other = dataclasses.replace(tiny_bundle(), onnx_bytes=b"\x08\x01\x12\x04ORTM")
    with pytest.raises(ModelFileError):
        Predictor.from_bundle(other)
