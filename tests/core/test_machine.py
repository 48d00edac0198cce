"""Memory that runs out is said in a sentence, and nothing else is taken for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

from ulmfit_core.cli.app import guarded
from ulmfit_core.errors import MemoryShortage
from ulmfit_core.export.onnx_builder import IR_VERSION, OPSET
from ulmfit_core.machine import memory_error
from ulmfit_core.onnx_session import graph_errors, load_graph
from ulmfit_core.training.events import RunStarted, TrainingEvent
from ulmfit_core.training.run_folder import RunFolder, RunState
from ulmfit_core.training.run_record import record

TOO_MUCH = 2**50
GREEDY = [lambda: torch.empty(TOO_MUCH), lambda: np.empty(TOO_MUCH), lambda: bytearray(2**60)]


@pytest.mark.parametrize("greedy", GREEDY, ids=["torch", "numpy", "python"])
def test_whoever_refuses_it(greedy: Callable[[], object]) -> None:
    with pytest.raises((RuntimeError, MemoryError)) as refused:
        greedy()
    assert "not enough memory" in str(memory_error(refused.value))


@pytest.mark.parametrize(
    "refusal",
    [
        torch.OutOfMemoryError("CUDA out of memory. Tried to …"),
        RuntimeError("DefaultCPUAllocator: not enough memory: you tried …"),  # on Windows
        RuntimeError("Exception during loading: std::bad_alloc"),
        RuntimeError("Exception during loading: bad allocation"),  # on Windows
    ],
    ids=str,
)
def test_some_are_known_by_their_words(refusal: RuntimeError) -> None:
    assert memory_error(refusal) is not None


def test_a_graph_that_gets_no_memory_is_not_called_a_broken_one() -> None:
    numbers = onnx.helper.make_tensor_value_info
    graph = onnx.helper.make_graph(
        [onnx.helper.make_node("ConstantOfShape", ["shape"], ["zeros"])],
        "greedy",
        [numbers("shape", onnx.TensorProto.INT64, ["n"])],
        [numbers("zeros", onnx.TensorProto.FLOAT, None)],
    )
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", OPSET)])
    model.ir_version = IR_VERSION
    session = load_graph(model.SerializeToString(), threads=1)
    with pytest.raises(MemoryShortage, match="not enough memory"), graph_errors():
        session.run(None, {"shape": np.array([TOO_MUCH])})


def test_another_error_is_none_of_it() -> None:
    assert memory_error(RuntimeError("mat1 and mat2 shapes cannot be multiplied")) is None


def greedy_run() -> Iterator[TrainingEvent]:
    yield RunStarted("toy", 1, ())
    torch.empty(TOO_MUCH)


def test_a_run_that_needs_too_much_says_so_and_can_go_on(tmp_path: Path) -> None:
    folder = RunFolder.create(tmp_path / "run", {"kind": "toy"})
    with pytest.raises(MemoryShortage, match="not enough memory"):
        list(record(folder, greedy_run()))
    assert folder.state is RunState.FAILED
    assert folder.summary is not None
    assert folder.summary["error"] == "MemoryShortage"
    assert "batch_parts=2" in folder.summary["hint"]


def test_a_command_says_so_too_and_where_nothing_is_trained_names_no_batch(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert guarded(lambda: bytearray(2**60)) == 2
    said = capsys.readouterr().err
    assert "not enough memory" in said
    assert "batch" not in said
