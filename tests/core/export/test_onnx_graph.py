from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from numpy.typing import NDArray

from tests.builders import formula_weights, tiny_config, tiny_tokenizer
from tests.core.export.reference_classifier import probabilities as reference
from ulmfit_core.architecture import Architecture
from ulmfit_core.export.bundle_config import (
    LINEAR_HEAD,
    BundleConfig,
    HeadConfig,
)
from ulmfit_core.export.onnx_graph import build_classifier_graph, initial_state
from ulmfit_core.export.onnx_layers import Int8Layers, Weights

SMALL = Architecture(vocab_size=40, embedding_size=5, hidden_size=7, n_layers=3)
BOTH = ("forward", "backward")
PAIR = {"directions": BOTH, "backward_architecture": Architecture(40, 4, 6, 2)}

VARIANTS: dict[str, dict[str, Any]] = {
    "forward": {},
    "both directions": {"directions": BOTH},
    "two sizes": PAIR,
    "backward alone": {"directions": ("backward",)},
    "layer norm": {"head": HeadConfig(hidden=8, norm="layer")},
    "multi-label": {"task": "multi", "directions": BOTH},
    "temperature": {"temperature": 2.5},
    "linear head": {"head": LINEAR_HEAD},
    "linear head, both directions": {"head": LINEAR_HEAD, "directions": BOTH},
    "linear head, two sizes": {"head": LINEAR_HEAD, **PAIR},
    "one layer": {"architecture": Architecture(40, 5, 7, 1)},
}


def config_of(variant: str) -> BundleConfig:
    return tiny_config(**{"architecture": SMALL, **VARIANTS[variant]})


def some_ids(length: int, salt: int = 0) -> list[int]:
    return [2, *((np.arange(1, length) * 7 + salt * 11) % 40).tolist()]


class ChunkedRun:
    """Feeds documents to the graph in chunks of a given width, finished rows included."""

    def __init__(self, config: BundleConfig, weights: Weights) -> None:
        self.config = config
        graph = build_classifier_graph(config, weights)
        self.session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])

    def __call__(self, documents: Sequence[Sequence[int]], width: int) -> NDArray[Any]:
        directions = self.config.directions
        lengths = np.array([len(ids) for ids in documents])
        states = {d: initial_state(self.config, d, len(documents)) for d in directions}
        names = ["probabilities", *(f"{d}.state_next" for d in directions)]
        result: NDArray[Any] = np.empty(0)
        for start in range(0, int(lengths.max()), width):
            here = np.clip(lengths - start, 0, width)
            feed: dict[str, Any] = {"lengths": here, "seen": np.minimum(lengths, start)}
            for d in directions:
                feed[f"{d}.ids"] = np.full((len(documents), width), 39)  # padding is no special id
                for row, ids in enumerate(documents):
                    side = ids if d == "forward" else [ids[0], *reversed(ids[1:])]
                    feed[f"{d}.ids"][row, : here[row]] = side[start : start + width]
                feed[f"{d}.state"] = states[d]
            result, *following = self.session.run(names, feed)
            states = dict(zip(directions, following, strict=True))
        return result


@pytest.mark.parametrize("variant", VARIANTS)
def test_agrees_with_plain_numpy(variant: str) -> None:
    config = config_of(variant)
    weights = formula_weights(config)
    documents = [some_ids(length, salt) for salt, length in enumerate((1, 2, 5, 17, 30))]
    got = ChunkedRun(config, weights)(documents, width=32)
    expected = [reference(config, weights, ids) for ids in documents]
    np.testing.assert_allclose(got, expected, atol=1e-6)
    assert np.ptp(np.array(expected), axis=0).max() > 0.01  # the documents differ at all


@pytest.mark.parametrize("width", [1, 3, 7, 16, 64])
@pytest.mark.parametrize("variant", ["both directions", "multi-label"])
def test_chunks_of_any_width_give_the_same(variant: str, width: int) -> None:
    config = config_of(variant)
    run = ChunkedRun(config, formula_weights(config))
    documents = [some_ids(length, salt) for salt, length in enumerate((40, 1, 16, 33, 3))]
    np.testing.assert_allclose(run(documents, width), run(documents, 40), atol=1e-6)


@pytest.mark.parametrize(("batch", "time"), [(1, 1), (1, 5), (2, 17), (7, 64), (32, 20), (3, 700)])
def test_batch_and_time_are_free(batch: int, time: int) -> None:
    config = config_of("forward")
    weights = formula_weights(config)
    documents = [some_ids(time, salt) for salt in range(batch)]
    got = ChunkedRun(config, weights)(documents, width=time)
    np.testing.assert_allclose(got[-1], reference(config, weights, documents[-1]), atol=1e-6)


def test_the_graph_is_valid_onnx_for_older_runtimes_too() -> None:
    config = config_of("both directions")
    model = onnx.load_from_string(build_classifier_graph(config, formula_weights(config)))
    onnx.checker.check_model(model, full_check=True)
    assert (model.ir_version, model.opset_import[0].version) == (8, 17)


def test_same_weights_same_bytes() -> None:
    config = config_of("forward")
    weights = formula_weights(config)
    assert build_classifier_graph(config, weights) == build_classifier_graph(config, weights)


@pytest.mark.parametrize("norm", ["batch", "layer"])
def test_agrees_with_torch(norm: str) -> None:
    torch = pytest.importorskip("torch")
    config = tiny_config(architecture=SMALL, head=HeadConfig(9, norm))
    weights = formula_weights(config)
    tensors = {name: torch.from_numpy(np.array(array)) for name, array in weights.items()}
    ids = some_ids(23)

    def layer(i: int, hidden: Any) -> Any:
        prefix = f"forward.encoder.layers.{i}."
        module = torch.nn.LSTM(*SMALL.layer_sizes[i], batch_first=True)
        module.load_state_dict(part_of(prefix))
        return module(hidden)[0]

    def part_of(prefix: str) -> dict[str, Any]:
        return {k.removeprefix(prefix): v for k, v in tensors.items() if k.startswith(prefix)}

    def block(j: int, values: Any) -> Any:
        kind = torch.nn.BatchNorm1d if norm == "batch" else torch.nn.LayerNorm
        linear = torch.nn.Linear(values.shape[1], 9 if j == 0 else 3)
        norm_layer = kind(values.shape[1])
        norm_layer.load_state_dict(part_of(f"forward.head.blocks.{j}.norm."))
        linear.load_state_dict(part_of(f"forward.head.blocks.{j}.linear."))
        return linear(norm_layer.eval()(values))

    with torch.no_grad():
        hidden = tensors["forward.encoder.embedding.weight"][torch.tensor([ids])]
        for i in range(3):
            hidden = layer(i, hidden)
        pooled = torch.cat([hidden[:, -1], hidden.amax(1), hidden.mean(1)], 1)
        expected = block(1, block(0, pooled).relu()).softmax(1).numpy()
    got = ChunkedRun(config, weights)([ids, some_ids(30)], width=8)
    np.testing.assert_allclose(
        ChunkedRun(config, weights)([ids], width=8)[0], expected[0], atol=1e-6
    )
    np.testing.assert_allclose(got[0], expected[0], atol=1e-6)


def test_8_bit_weights_take_a_quarter_and_have_lstms_of_their_own() -> None:
    config = tiny_config(
        directions=("forward", "backward"),
        architecture=Architecture(tiny_tokenizer().vocab_size, 128, 192, 2),
    )
    weights = formula_weights(config)
    exact = build_classifier_graph(config, weights)
    int8 = build_classifier_graph(config, weights, Int8Layers())
    assert len(int8) < 0.35 * len(exact)
    model = onnx.load_from_string(int8)
    kinds = [node.op_type for node in model.graph.node]
    assert kinds.count("DynamicQuantizeLSTM") == 4
    assert "LSTM" not in kinds
