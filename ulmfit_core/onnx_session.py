"""A model's graph, loaded by onnxruntime and known to fit its settings."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ulmfit_core.errors import ModelFileError
from ulmfit_core.export.bundle_config import BundleConfig
from ulmfit_core.export.onnx_graph import WORDS, state_sizes
from ulmfit_core.export.operators import check_operators
from ulmfit_core.machine import memory_error


def open_session(graph: bytes, config: BundleConfig, threads: int | None) -> Any:
    """An onnxruntime session on ``threads`` cores, all of them by default.

    Raises ModelFileError where ``graph`` is none or another model's, or does more than ours do.
    """
    check_operators(graph)
    session = load_graph(graph, threads)
    _check_inputs(session, config)
    return session


def load_graph(graph: bytes, threads: int | None) -> Any:
    """An onnxruntime session of any graph of ours. Raises ModelFileError where it is none."""
    onnxruntime = _quiet_onnxruntime()

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or 0
    options.inter_op_num_threads = 1
    # A thread that spins while it waits slows down whatever else the machine is doing.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    options.add_session_config_entry("session.load_model_format", "ONNX")  # no other is looked at
    with graph_errors():
        return onnxruntime.InferenceSession(
            graph,
            options,
            providers=["CPUExecutionProvider"],
            enable_fallback=0,  # which would print what is wrong with the graph, and try again
        )


@contextmanager
def graph_errors() -> Iterator[None]:
    """Turns what onnxruntime raises of a graph, as it loads or runs it, into ModelFileError, or
    into MemoryShortage where it got no memory."""
    from onnxruntime.capi import onnxruntime_pybind11_state as failures

    try:
        yield
    except (
        failures.Fail,
        failures.InvalidArgument,
        failures.InvalidGraph,
        failures.InvalidProtobuf,
        failures.NotImplemented,
        failures.RuntimeException,
        UnicodeDecodeError,  # its own words hold a name in the graph that is no text
    ) as error:
        raise memory_error(error) or ModelFileError(
            "The model's ONNX graph cannot be used.", "Export the model again."
        ) from error


def _quiet_onnxruntime() -> Any:
    """The library, told to tell its makers nothing: official builds do so by default, and keep an
    id of the machine."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # asked once, as it is imported
    import onnxruntime

    onnxruntime.disable_telemetry_events()  # where Windows collects them
    return onnxruntime


def _check_inputs(session: Any, config: BundleConfig) -> None:
    expected: dict[str, list[str | int]] = {"lengths": ["batch"], "seen": ["batch"]}
    if config.words is not None:
        expected[WORDS] = ["batch", len(config.labels)]
    for direction in config.directions:
        expected[f"{direction}.ids"] = ["batch", "time"]
        expected[f"{direction}.state"] = ["batch", sum(state_sizes(config, direction))]
    if {value.name: value.shape for value in session.get_inputs()} != expected:
        raise ModelFileError(
            "The model's ONNX graph does not fit its settings.", "Export the model again."
        )
