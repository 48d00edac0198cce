"""A trained network and the words beside it, from texts to a model file."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.core.training.recipes import WORDS, write_tiny_base
from ulmfit_core.evaluation.calibration import held_out_thresholds
from ulmfit_core.evaluation.metrics import Evaluation, evaluate
from ulmfit_core.evaluation.tfidf import has_words
from ulmfit_core.export.bundle import ModelBundle, read_bundle
from ulmfit_core.export.bundle_config import DIRECTIONS
from ulmfit_core.predictor import Predictor
from ulmfit_core.process import run_in_process
from ulmfit_core.training.assemble import TrainedModel, assemble, assembling, n_parts
from ulmfit_core.training.pipeline import Pipeline
from ulmfit_core.training.presets import FASTAI, STANDARD
from ulmfit_core.training.train_request import TrainRequest

NAMES = ("place", "person", "thing")
TEXTS = [f"{word} {other} {n}" for n in range(4) for row in WORDS for word in row for other in row]
LABELS: list[tuple[str, ...]] = [(NAMES[i // 9 % 3],) for i in range(len(TEXTS))]
UNTRAINED = {"rate": 0.0, "epochs": 1, "min_steps": 0}


def trained(tmp_path: Path, **changes: Any) -> tuple[Pipeline, TrainedModel, ModelBundle]:
    """Of a network that learns nothing, so that words alone can know anything."""
    wanted = TrainRequest(
        TEXTS,
        LABELS,
        preset=dataclasses.replace(STANDARD, language_model=None),
        base=str(write_tiny_base(tmp_path / "base")),
        overrides=UNTRAINED,
    )
    pipeline = Pipeline(dataclasses.replace(wanted, **changes), tmp_path / "work")
    for _ in pipeline.events(run_in_process):
        pass

    def parts() -> Iterator[None]:
        models.append((yield from assembling(pipeline, tmp_path / "model.ulmfit")))

    models: list[TrainedModel] = []
    n_told = sum(1 for _ in parts())
    if has_words(pipeline.request.texts):
        assert n_told + 1 == n_parts(pipeline)  # the last one ends with the file
    return pipeline, models[0], read_bundle(models[0].path)


def test_words_speak_beside_the_network(tmp_path: Path) -> None:
    pipeline, model, bundle = trained(tmp_path, valid_fraction=0.15)
    assert bundle.config.words is not None
    assert model.evaluation is not None
    assert model.evaluation.accuracy > 0.9
    exact = Predictor.open(model.path, precision="float32")
    assert exact.golden_difference() < 1e-4
    asked = pipeline.data.texts_of(pipeline.data.valid)
    assert model.held_out is not None  # fewer than 20 texts: all by one blend
    np.testing.assert_allclose(exact.predict_proba(asked), model.held_out, atol=1e-4)
    assert "What a regression on words says is added to it." in bundle.card
    facts = bundle.config.data
    assert sum(facts["label_counts"].values()) == facts["n_train"] < len(TEXTS)
    assert Evaluation.from_json(dict(bundle.config.metrics)) == model.evaluation
    assert [result.name for result in model.baselines] == list(bundle.config.baseline) != []


def test_directions_of_unlike_sizes_make_one_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ULMFIT_BASES", str(tmp_path))
    write_tiny_base(tmp_path / "other-backward", "backward", embedding_size=6, n_layers=2)
    preset = dataclasses.replace(STANDARD, language_model=None, directions=DIRECTIONS)
    pipeline, model, bundle = trained(tmp_path, preset=preset)
    assert bundle.config.base["backward"] == "other-backward"
    assert bundle.config.architecture.n_layers == 3
    assert bundle.config.architecture_of("backward").n_layers == 2
    asked = pipeline.data.texts_of(pipeline.data.valid)
    for precision in ("float32", None):
        opened = Predictor.open(model.path, precision=precision)
        np.testing.assert_allclose(opened.predict_proba(asked), model.held_out, atol=5e-3)
    assert "backward: 2 layers, embedding 6" in bundle.card
    assert "base model `base`, backward `other-backward`" in bundle.card
    again = Pipeline(dataclasses.replace(pipeline.request, base=str(model.path)), tmp_path / "on")
    for _ in again.events(run_in_process):
        pass
    assert assemble(again, tmp_path / "second.ulmfit").labels == model.labels


@pytest.mark.parametrize("select", ["last", "best"])
def test_whether_held_out_texts_chose_the_weights_is_kept(tmp_path: Path, select: str) -> None:
    settings = {**UNTRAINED, "words": False, "select": select}
    _, model, bundle = trained(tmp_path, overrides=settings)
    chosen = select == "best"
    assert model.is_chosen == bundle.config.is_chosen == chosen
    assert ("Which weights to keep was chosen by these very documents" in bundle.card) == chosen


def test_words_can_be_left_out(tmp_path: Path) -> None:
    _, model, bundle = trained(tmp_path, overrides={**UNTRAINED, "words": False})
    assert bundle.config.words is None
    assert model.evaluation is not None
    assert model.evaluation.accuracy < 0.8


def test_class_weights_reach_the_words_too(tmp_path: Path) -> None:
    rare = [text for text, label in zip(TEXTS, LABELS, strict=True) if label == ("thing",)][6:]
    kept = [i for i, text in enumerate(TEXTS) if text not in rare]
    few = {"texts": [TEXTS[i] for i in kept], "labels": [LABELS[i] for i in kept]}
    plain, weighed = (
        trained(tmp_path / str(on), overrides={**UNTRAINED, "class_weights": on}, **few)[1]
        for on in (False, True)
    )
    said, more = (Predictor.open(m.path).predict_proba(rare)[:, 2].mean() for m in (plain, weighed))
    assert said < more


def test_recipes_of_others_look_at_no_words() -> None:
    assert not getattr(FASTAI.classifier, "words", False)


def test_several_labels_a_text(tmp_path: Path) -> None:
    labels: list[tuple[str, ...]] = [
        (*row, "short") if i % 2 else row for i, row in enumerate(LABELS)
    ]
    _, model, bundle = trained(tmp_path, labels=labels)
    assert bundle.config.words is not None
    assert Predictor.open(model.path, precision="float32").golden_difference() < 1e-4


def test_several_labels_are_not_measured_by_thresholds_that_they_chose(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).random((len(TEXTS), 3)) < 0.4
    labels = [tuple(np.array(NAMES)[row].tolist()) for row in noise]
    pipeline, model, bundle = trained(tmp_path, labels=labels, valid_fraction=0.5)
    targets = pipeline.data.targets_of(pipeline.data.valid)
    assert model.held_out is not None
    assert model.cuts is not None
    assert np.array_equal(model.cuts, held_out_thresholds(model.held_out, targets, 0))
    chosen, honest = (
        evaluate(model.held_out, targets, model.labels, thresholds=cuts).macro_f1
        for cuts in (bundle.config.thresholds, model.cuts)
    )
    assert model.evaluation is not None
    assert model.evaluation.macro_f1 == honest < chosen


def test_where_nothing_is_held_out_nothing_is_measured(tmp_path: Path) -> None:
    labels: list[tuple[str, ...]] = [(*row, "any") for row in LABELS]
    _, model, bundle = trained(tmp_path, labels=labels, valid_fraction=0.0)
    assert (model.evaluation, model.held_out, model.cuts, model.baselines) == (None, None, None, ())
    assert (bundle.config.metrics, bundle.config.thresholds) == ({}, None)


@pytest.mark.parametrize("text", ["...", "!!"])
def test_texts_without_words_leave_the_network_alone(tmp_path: Path, text: str) -> None:
    texts = [text + "." * i for i in range(len(TEXTS))]
    _, _, bundle = trained(tmp_path, texts=texts)
    assert bundle.config.words is None
