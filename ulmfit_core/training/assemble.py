"""A finished pipeline's runs, made into one model file with its figures; torch-free."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from ulmfit_core.evaluation.baselines import BaselineResult, fit_baselines
from ulmfit_core.evaluation.calibration import (
    FloatArray,
    fit_thresholds,
    held_out_thresholds,
)
from ulmfit_core.evaluation.metrics import Evaluation, evaluate
from ulmfit_core.export.bundle_config import (
    LINEAR_HEAD,
    BundleArchitecture,
    BundleConfig,
    HeadConfig,
)
from ulmfit_core.export.export_model import export_model
from ulmfit_core.export.golden import GOLDEN_TEXTS
from ulmfit_core.tokenizer import Tokenizer
from ulmfit_core.training.answers import find_answers
from ulmfit_core.training.head_texts import HeadTexts
from ulmfit_core.training.ledger import run_facts, text_facts, versions
from ulmfit_core.training.pipeline import Pipeline, TrainedDirection
from ulmfit_core.training.run_folder import RunFolder
from ulmfit_core.training.start import start_facts
from ulmfit_core.training.train_request import TrainRequest


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """Where the model file is and how well it does on the texts held out from its training."""

    path: Path
    labels: tuple[str, ...]
    evaluation: Evaluation | None  # None: nothing was held out
    baselines: tuple[BaselineResult, ...]
    held_out: FloatArray | None = None  # what it said of those texts [n, C]; None: none
    cuts: FloatArray | None = None  # [n, C], by which those are measured; several labels only
    is_chosen: bool = False  # by those texts, which weights to keep


def assemble(pipeline: Pipeline, path: Path) -> TrainedModel:
    """Blend what the runs say, measure it beside the baselines, and write ``path``.

    Raises ModelFileError where the exported graph would not answer as the model does,
    StorageError where the disk refuses; then nothing is written.
    """
    request, data, answers = pipeline.request, pipeline.data, find_answers(pipeline)
    probabilities, targets = answers.held_out, data.targets_of(data.valid)
    measured = len(targets) > 0
    thresholds = (
        fit_thresholds(probabilities, targets) if measured and request.task == "multi" else None
    )
    cuts = held_out_thresholds(probabilities, targets, request.seed) if thresholds else None
    evaluation = (
        evaluate(probabilities, targets, data.labels, thresholds=cuts, seed=request.seed)
        if measured
        else None
    )
    baselines = _baselines(pipeline) if measured else ()
    weights, directions = answers.weights, tuple(run.direction for run in pipeline.finished)
    first, last = (_architecture(weights, directions[place]) for place in (0, -1))
    tokenizer = Tokenizer.load(pipeline.folder / "data" / "tokenizer.model")
    config = BundleConfig(
        architecture=first,
        backward_architecture=last if last != first else None,
        directions=directions,
        head=_head(weights, directions[0]),
        task=request.task,
        labels=data.labels,
        tokenizer_sha256=tokenizer.sha256,
        thresholds=thresholds,
        temperature=answers.temperature,
        preset=request.preset.name,
        seed=request.seed,
        base=_base_facts(request, directions),
        data=_data_facts(pipeline),
        text_columns=request.text_cells.columns,
        html=request.text_cells.html,
        training=run_facts(request.overrides, request.lm_overrides)
        | {"chosen_by_held_out": measured and any(map(_is_chosen, pipeline.finished))},
        metrics=evaluation.to_json() if evaluation else {},
        baseline={b.name: b.evaluation.to_json() for b in baselines},
        versions=versions(),
    )
    export_model(
        path,
        config,
        weights,
        tokenizer,
        golden_texts=GOLDEN_TEXTS,
        golden_probabilities=answers.golden,
        texts=[*data.texts_of(data.valid), *data.texts_of(data.train)],
        words=answers.words,
    )
    held_out = probabilities if measured else None
    return TrainedModel(path, data.labels, evaluation, baselines, held_out, cuts, config.is_chosen)


def _is_chosen(run: TrainedDirection) -> bool:
    """Whether its weights are those of the best epoch by the loss on held-out texts."""
    return bool((RunFolder(run.classifier).summary or {}).get("best_step"))


def _base_facts(request: TrainRequest, directions: tuple[str, ...]) -> dict[str, Any]:
    """What it began with, and whether that has read the texts since."""
    facts = start_facts(request.base, directions)
    return facts | {"fine_tuned": facts.get("fine_tuned", False) or request.reads_first}


def _baselines(pipeline: Pipeline) -> tuple[BaselineResult, ...]:
    """Majority and TF-IDF + LR, fitted and scored on the very same split."""
    data, task = pipeline.data, pipeline.request.task
    train, valid = data.labels_of(data.train), data.labels_of(data.valid)
    single = task == "single"
    return tuple(
        fit_baselines(
            data.texts_of(data.train),
            [row[0] for row in train] if single else train,
            data.texts_of(data.valid),
            [row[0] for row in valid] if single else valid,
            seed=pipeline.request.seed,
            task=task,
            labels=data.labels,
        )
    )


def _architecture(weights: dict[str, NDArray[Any]], direction: str) -> BundleArchitecture:
    vocab_size, embedding_size = weights[f"{direction}.encoder.embedding.weight"].shape
    layers = [n for n in weights if n.startswith(direction) and n.endswith("weight_hh_l0")]
    hidden_size = weights[f"{direction}.encoder.layers.0.weight_hh_l0"].shape[1]
    return BundleArchitecture(vocab_size, embedding_size, hidden_size, len(layers))


def _head(weights: dict[str, NDArray[Any]], direction: str) -> HeadConfig:
    if f"{direction}.head.weight" in weights:
        return LINEAR_HEAD
    norm = "batch" if f"{direction}.head.blocks.0.norm.running_mean" in weights else "layer"
    return HeadConfig(hidden=len(weights[f"{direction}.head.blocks.0.linear.bias"]), norm=norm)


def _data_facts(pipeline: Pipeline) -> dict[str, Any]:
    data = pipeline.data
    counts = Counter(label for labels in data.labels_of(data.train) for label in labels)
    return {
        "n_train": len(data.train),
        "n_valid": len(data.valid),
        "n_unlabelled": _n_unlabelled(pipeline),
        "label_counts": dict(sorted(counts.items())),
        **text_facts(data),
    }


def _n_unlabelled(pipeline: Pipeline) -> int:
    """How many were read: an instant head takes as many as its bound allows."""
    if pipeline.request.preset.is_instant:
        return len(HeadTexts.read(pipeline.folder / "data").unlabelled)
    return len(pipeline.data.unlabelled)
