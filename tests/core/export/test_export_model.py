from __future__ import annotations

import dataclasses
import itertools
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest

from tests.builders import TEXTS, formula_weights, tiny_bundle, tiny_config, tiny_tokenizer
from tests.core.export.reference_classifier import probabilities as reference
from ulmfit_core.errors import InputError, ModelFileError
from ulmfit_core.export import onnx_layers
from ulmfit_core.export.bundle import read_bundle, write_bundle
from ulmfit_core.export.bundle_config import BundleConfig, Precision
from ulmfit_core.export.export_model import export_model
from ulmfit_core.export.int8_check import Int8Trial
from ulmfit_core.export.onnx_layers import Weights
from ulmfit_core.predictor import Predictor

CONFIG = tiny_config(tokenizer_sha256="")
WEIGHTS = formula_weights(CONFIG)
TRUTH = np.array([reference(CONFIG, WEIGHTS, tiny_tokenizer().encode(text)) for text in TEXTS])


def test_what_is_exported_gives_the_models_own_answers(tmp_path: Path) -> None:
    path = tmp_path / "model.ulmfit"
    made = export_model(
        path,
        CONFIG,
        WEIGHTS,
        tiny_tokenizer(),
        golden_texts=TEXTS,
        golden_probabilities=TRUTH,
    )
    read = read_bundle(path)
    assert read.config == made.config
    assert read.config.tokenizer_sha256 == tiny_tokenizer().sha256
    assert [example.text for example in read.config.golden] == list(TEXTS)
    assert read.card.startswith("# Text classifier")
    exact = Predictor.open(path, precision="float32")
    np.testing.assert_allclose(exact.predict_proba(TEXTS), TRUTH, atol=1e-5)


def exported(path: Path, weights: Weights = WEIGHTS, **changes: Any) -> BundleConfig:
    """The tiny model, written to ``path``; its config as it was written."""
    config = dataclasses.replace(CONFIG, **changes)
    truth = np.array([reference(config, weights, tiny_tokenizer().encode(text)) for text in TEXTS])
    export_model(
        path, config, weights, tiny_tokenizer(), golden_texts=TEXTS, golden_probabilities=truth
    )
    return read_bundle(path, members=()).config


def undecided(weights: Weights) -> dict[str, Any]:
    """Settings that give each label to 3 to 5 of the texts, by the widest gap of its scores."""
    apart = dataclasses.replace(CONFIG, task="multi")
    scores = [reference(apart, weights, tiny_tokenizer().encode(text)) for text in TEXTS]
    ordered = np.sort(scores, axis=0)[2:-2]
    places = np.diff(ordered, axis=0).argmax(axis=0)
    cuts = (ordered[:-1] + np.diff(ordered, axis=0) / 2)[places, np.arange(len(places))]
    return {"task": "multi", "thresholds": tuple(map(float, cuts))}


def test_8_bit_weights_are_tried_on_the_texts_and_used_when_they_hold(tmp_path: Path) -> None:
    path = tmp_path / "model.ulmfit"
    check = exported(path).int8
    assert check is not None
    assert (check.n, check.agreement) == (len(TEXTS), 1.0)
    assert 0 < check.largest_difference < 0.05
    bundle = read_bundle(path)
    assert 0 < len(bundle.int8_bytes) < len(bundle.onnx_bytes)
    assert "the labels of float32 for 100.0 % of 8 texts (held-out ones first" in bundle.card
    assert Predictor.open(path).precision is Precision.INT8
    assert Predictor.open(path, precision="float32").precision is Precision.FLOAT32


def test_where_all_weights_in_8_bits_change_labels_the_first_layer_stays_float32(
    tmp_path: Path,
) -> None:
    weights = {name: np.array(weight) for name, weight in WEIGHTS.items()}
    layer, size = "forward.encoder.layers.0", CONFIG.architecture.hidden_size
    weights[f"{layer}.bias_ih_l0"][3 * size] = -80  # of the output gate: the first unit is 0
    # Nothing is multiplied by these, yet they set the steps of their rows: all else becomes 0.
    weights[f"{layer}.weight_hh_l0"][:, 0] = 1000
    path = tmp_path / "model.ulmfit"
    check = exported(path, weights, **undecided(weights)).int8
    assert check is not None
    assert (check.float32_layers, check.holds) == (1, True)
    bundle = read_bundle(path)
    kinds = [node.op_type for node in onnx.load_from_string(bundle.int8_bytes).graph.node]
    assert (kinds.count("LSTM"), kinds.count("DynamicQuantizeLSTM")) == (1, 1)
    assert "int8 graph, its first LSTM layer in float32, used by default" in bundle.card
    assert Predictor.open(path).precision is Precision.INT8


def test_8_bit_weights_that_change_labels_are_left_out_and_the_card_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(onnx_layers, "_LARGEST", 1)  # less than two bits are left
    path = tmp_path / "model.ulmfit"
    check = exported(path, **undecided(WEIGHTS)).int8
    assert check is not None
    assert (check.float32_layers, check.holds) == (1, False)
    bundle = read_bundle(path)
    assert bundle.int8_bytes == b""
    assert "float32 only: 8-bit weights gave" in bundle.card
    assert Predictor.open(path).precision is Precision.FLOAT32
    with pytest.raises(InputError, match="no int8 graph"):
        Predictor.open(path, precision="int8")


def test_int8_that_answers_otherwise_on_this_machine_gives_way_to_float32(tmp_path: Path) -> None:
    path = tmp_path / "model.ulmfit"
    exported(path)
    bundle = read_bundle(path)
    assert bundle.config.int8 is not None
    moved = tuple(tuple(p + 0.1 for p in row) for row in bundle.config.int8.golden)
    int8 = dataclasses.replace(bundle.config.int8, golden=moved)
    config = dataclasses.replace(bundle.config, int8=int8)
    write_bundle(dataclasses.replace(bundle, config=config), path)
    assert Predictor.open(path).precision is Precision.FLOAT32
    with pytest.raises(ModelFileError, match="other answers"):
        Predictor.open(path, precision="int8")


def test_a_precision_there_is_not(tmp_path: Path) -> None:
    exported(tmp_path / "model.ulmfit")
    with pytest.raises(InputError, match="no precision 'float16'"):
        Predictor.open(tmp_path / "model.ulmfit", precision="float16")


def test_what_is_tried_is_bounded() -> None:
    read: list[str] = []
    predictor = Predictor.from_bundle(tiny_bundle())
    endless = ("Who?" for _ in itertools.count())
    trial = Int8Trial(predictor, (read.append(t) or t for t in endless), [])
    assert trial.check(predictor).n == 1000
    assert len(read) == 1001
    assert Int8Trial(predictor, ["a" * 299_999, "b", "c"], []).check(predictor).n == 2


def test_a_file_of_the_first_format_is_still_read() -> None:
    path = Path(__file__).parents[2] / "assets" / "models" / "v1.ulmfit"
    bundle = read_bundle(path)
    assert bundle.config.int8 is None
    assert bundle.config.directions == ("forward", "backward")
    predictor = Predictor.open(path)
    assert predictor.precision is Precision.FLOAT32
    assert predictor.golden_difference() < 1e-5


def test_a_graph_that_answers_otherwise_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="nothing was written"):
        export_model(
            tmp_path / "model.ulmfit",
            CONFIG,
            WEIGHTS,
            tiny_tokenizer(),
            golden_texts=TEXTS,
            golden_probabilities=TRUTH + 3e-4,
        )
    assert not list(tmp_path.iterdir())
