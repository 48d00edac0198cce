"""Training on from a model file."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from tests.builders import LABELS, instant_bundle, tiny_bundle
from ulmfit_core.errors import InputError, ModelFileError
from ulmfit_core.export.bundle import read_bundle, write_bundle
from ulmfit_core.export.seen_texts import are_seen, marks_of
from ulmfit_core.process import run_in_process
from ulmfit_core.training.assemble import assemble
from ulmfit_core.training.events import StageStarted
from ulmfit_core.training.pipeline import Pipeline
from ulmfit_core.training.presets import STANDARD
from ulmfit_core.training.start import (
    can_start,
    look_at_start,
    seen_before,
    start_folder,
    start_head,
)
from ulmfit_core.training.train_request import TrainRequest

TEXTS = [f"{word} {n} is it?" for n in range(6) for word in ("Where", "Who", "What")]
NAMES = ["place", "person", "thing"] * 6


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "first.ulmfit"
    write_bundle(tiny_bundle(), path)
    return path


def both_ways(tmp_path: Path) -> Path:
    """A model of both directions that knows the texts' labels."""
    path = tmp_path / "both.ulmfit"
    bundle = tiny_bundle(directions=("forward", "backward"), labels=("person", "place", "thing"))
    write_bundle(bundle, path)
    return path


def request(model: Path, **changes: object) -> TrainRequest:
    made = TrainRequest(
        texts=TEXTS,
        labels=[(name,) for name in NAMES],
        preset=STANDARD,
        base=str(model),
        valid_fraction=0,
        overrides={"epochs": 1, "min_steps": 0, "rate": 0.0, "unfreezing": "full"},
    )
    return dataclasses.replace(made, **changes)


def trained(wanted: TrainRequest, folder: Path) -> Path:
    """The model file that the request makes, in this process."""
    pipeline = Pipeline(wanted, folder / "work")
    phases = {what for what, _ in pipeline.events(run_in_process)}
    assert phases == {f"classifier, {d}" for d in wanted.preset.directions}  # no language model
    return assemble(pipeline, folder / "second.ulmfit").path


def test_at_a_rate_of_zero_the_model_stays_what_it_was(model: Path, tmp_path: Path) -> None:
    before, after = read_bundle(model), read_bundle(trained(request(model), tmp_path))
    assert after.config.labels == tuple(sorted(LABELS))
    assert after.config.base["trained_on_from"] == "first.ulmfit"
    order = [before.config.labels.index(label) for label in after.config.labels]
    assert order != [0, 1, 2]  # the head is a new one: its labels stood in another order
    name = "forward.encoder.layers.0.weight_hh_l0"
    np.testing.assert_array_equal(after.weights[name], before.weights[name])


def test_the_head_goes_on_where_the_labels_are_the_same(tmp_path: Path) -> None:
    path = tmp_path / "first.ulmfit"
    write_bundle(tiny_bundle(labels=("person", "place", "thing")), path)
    before, after = read_bundle(path), read_bundle(trained(request(path), tmp_path))
    for name in ("forward.head.blocks.1.linear.weight", "forward.head.blocks.0.linear.bias"):
        np.testing.assert_array_equal(after.weights[name], before.weights[name])


def test_a_head_that_goes_on_keeps_its_norm(tmp_path: Path) -> None:
    path = tmp_path / "first.ulmfit"
    write_bundle(tiny_bundle(labels=("person", "place", "thing")), path)
    of_any = request(path, overrides={**request(path).overrides, "head_norm": "auto"})
    assert read_bundle(trained(of_any, tmp_path)).config.head.norm == "batch"
    with pytest.raises(InputError, match=r"head_norm=layer .* norm is batch"):
        Pipeline(request(path, overrides={"head_norm": "layer"}), tmp_path / "other")


@pytest.mark.parametrize(
    ("settings", "n_steps"), [({}, 1), ({"epochs": 2}, 2), ({"min_steps": 3}, 3)]
)
def test_epochs_chosen_by_hand_are_not_more(
    settings: dict[str, int], n_steps: int, model: Path, tmp_path: Path
) -> None:
    chosen = {"epochs": 1, "rate": 0.0, "unfreezing": "full", **settings}
    pipeline = Pipeline(request(model, overrides=chosen), tmp_path / "work")
    events = [event for _, event in pipeline.events(run_in_process)]
    (stage,) = [event for event in events if isinstance(event, StageStarted)]
    assert stage.n_steps == n_steps  # the texts are one batch; the preset would have 30


def test_both_directions_go_on(tmp_path: Path) -> None:
    path = both_ways(tmp_path)
    preset = dataclasses.replace(STANDARD, directions=("forward", "backward"))
    before = read_bundle(path)
    after = read_bundle(trained(request(path, preset=preset), tmp_path))
    assert after.config.directions == ("forward", "backward")
    for direction in after.config.directions:
        for part in ("encoder.layers.1.weight_ih_l0", "head.blocks.1.linear.weight"):
            name = f"{direction}.{part}"
            np.testing.assert_array_equal(after.weights[name], before.weights[name])


def test_an_instant_head_leaves_its_network_to_go_on_from(tmp_path: Path) -> None:
    path = tmp_path / "quick.ulmfit"
    write_bundle(instant_bundle(labels=("person", "place", "thing")), path)
    before, after = read_bundle(path), read_bundle(trained(request(path), tmp_path))
    assert (before.config.head.kind, after.config.head.kind) == ("linear", "blocks")
    name = "forward.encoder.layers.0.weight_hh_l0"
    np.testing.assert_array_equal(after.weights[name], before.weights[name])


def test_what_it_is_can_be_seen_before(tmp_path: Path) -> None:
    start = look_at_start(str(both_ways(tmp_path)))
    sizes = tiny_bundle().config.architecture
    assert start.encoders == {"forward": sizes, "backward": sizes}
    assert start.tokenizer.sha256 == tiny_bundle().config.tokenizer_sha256


def test_labels_that_these_texts_lack_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "first.ulmfit"
    write_bundle(tiny_bundle(labels=("person", "place", "thing")), path)
    few = [(text, name) for text, name in zip(TEXTS, NAMES, strict=True) if name != "thing"]
    wanted = request(
        path,
        texts=[text for text, _ in few],
        labels=[(name,) for _, name in few],
        known_labels=("person", "place", "thing"),
    )
    assert read_bundle(trained(wanted, tmp_path)).config.labels == ("person", "place", "thing")


def test_it_unpacks_to_a_base_model(model: Path, tmp_path: Path) -> None:
    folder = start_folder(str(model), "forward", tmp_path)
    assert load_file(folder / "weights.safetensors")["decoder.bias"].shape == (
        tiny_bundle().config.architecture.vocab_size,
    )
    assert start_head(str(model), "forward", tmp_path, LABELS, "multi") == {}
    assert not can_start(str(model), "backward")


def test_a_direction_it_does_not_read_and_a_file_that_is_none(model: Path, tmp_path: Path) -> None:
    backward = dataclasses.replace(STANDARD, directions=("backward",))
    with pytest.raises(InputError, match="does not read backward"):
        Pipeline(request(model, preset=backward), tmp_path)
    with pytest.raises(ModelFileError, match="no model file"):
        Pipeline(request(tmp_path / "none.ulmfit"), tmp_path)


def test_what_a_model_to_train_on_has_seen_the_next_has_too(tmp_path: Path) -> None:
    first, before = tmp_path / "first.ulmfit", marks_of(["A text of then"])
    write_bundle(tiny_bundle(seen=before), first)
    assert (seen_before(str(first)), seen_before("none")) == (before, "")
    second = trained(request(first), tmp_path)
    marks = read_bundle(second, members=()).config.seen
    assert are_seen(["A text of then", *TEXTS], marks).all()


def test_where_nobody_knows_what_a_model_has_seen_nobody_knows_it_of_the_next(
    model: Path, tmp_path: Path
) -> None:
    assert seen_before(str(model)) is None
    assert read_bundle(trained(request(model), tmp_path), members=()).config.seen == ""
