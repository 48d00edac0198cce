"""A finished pipeline's runs, made into one model file with its figures; torch-free."""

from __future__ import annotations

import importlib.metadata
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.evaluation.baselines import BaselineResult, fit_baselines
from ulmfit_core.evaluation.calibration import fit_temperature, fit_thresholds
from ulmfit_core.evaluation.metrics import Evaluation, evaluate
from ulmfit_core.export.bundle_config import (
    LINEAR_HEAD,
    BundleArchitecture,
    BundleConfig,
    HeadConfig,
)
from ulmfit_core.export.export_model import export_model
from ulmfit_core.export.golden import GOLDEN_TEXTS
from ulmfit_core.export.safetensors_numpy import read_tensors
from ulmfit_core.export.words_part import WordsPart
from ulmfit_core.tokenizer import Tokenizer
from ulmfit_core.training.head_texts import HeadTexts
from ulmfit_core.training.pipeline import Pipeline, TrainedDirection
from ulmfit_core.training.start import start_facts

_FEWEST_TO_CALIBRATE = 20  # held-out texts; below, a temperature would fit their noise
_PACKAGES = ("ulmfit-studio", "torch", "sentencepiece", "onnx", "onnxruntime", "numpy")

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """Where the model file is and how well it does on the texts held out from its training."""

    path: Path
    labels: tuple[str, ...]
    evaluation: Evaluation | None  # None: nothing was held out
    baselines: tuple[BaselineResult, ...]
    held_out: FloatArray | None = None  # what it said of those texts [n, C]; None: none
    thresholds: tuple[float, ...] | None = None  # several labels a text only


def assemble(pipeline: Pipeline, path: Path) -> TrainedModel:
    """Average the directions, calibrate, measure beside the baselines, and write ``path``.

    Raises ModelFileError where the exported graph would not answer as the model does,
    StorageError where the disk refuses; then nothing is written.
    """
    request, runs = pipeline.request, pipeline.finished
    logits = [_logits(run, "valid_logits.npy") for run in runs]
    targets = pipeline.targets_of(pipeline.valid)
    instant = request.preset.is_instant
    temperature = _own_temperature(runs[0]) if instant else _temperature(logits, targets)
    probabilities = _probabilities(logits, temperature, request.task)
    measured = len(targets) > 0
    thresholds = (
        fit_thresholds(probabilities, targets) if measured and request.task == "multi" else None
    )
    evaluation = (
        evaluate(probabilities, targets, pipeline.labels, thresholds=thresholds, seed=request.seed)
        if measured
        else None
    )
    baselines = _baselines(pipeline) if measured else ()
    weights = _weights(runs)
    tokenizer = Tokenizer.load(pipeline.folder / "data" / "tokenizer.model")
    config = BundleConfig(
        architecture=_architecture(weights, runs[0].direction),
        directions=tuple(run.direction for run in runs),
        head=_head(weights, runs[0].direction),
        task=request.task,
        labels=pipeline.labels,
        tokenizer_sha256=tokenizer.sha256,
        thresholds=thresholds,
        temperature=temperature,
        preset=request.preset.name,
        seed=request.seed,
        base=start_facts(request.base, pipeline.directions[0]),
        data=_data_facts(pipeline),
        metrics=evaluation.to_json() if evaluation else {},
        baseline={b.name: b.evaluation.to_json() for b in baselines},
        versions={p: v for p in _PACKAGES if (v := _version(p))},
    )
    golden = _probabilities(
        [_logits(run, "golden_logits.npy") for run in runs], temperature, request.task
    )
    export_model(
        path,
        config,
        weights,
        tokenizer,
        golden_texts=GOLDEN_TEXTS,
        golden_probabilities=golden,
        texts=[*pipeline.texts_of(pipeline.valid), *pipeline.texts_of(pipeline.train)],
        words=_words(runs[0]),
    )
    held_out = probabilities if measured else None
    return TrainedModel(path, pipeline.labels, evaluation, baselines, held_out, thresholds)


def _logits(run: TrainedDirection, name: str) -> FloatArray:
    logits: FloatArray = np.load(run.classifier / name, allow_pickle=False).astype(np.float64)
    return logits


def _own_temperature(run: TrainedDirection) -> float:
    """An instant head's, found by cross-validation: the held-out texts stay untouched."""
    facts = json.loads((run.classifier / "head.json").read_text(encoding="utf-8"))
    return float(facts["temperature"])


def _words(run: TrainedDirection) -> WordsPart | None:
    """The part about words, of a run that has one."""
    vocabulary, tensors = (run.classifier / f"words.{end}" for end in ("json", "safetensors"))
    if not vocabulary.is_file():
        return None
    return WordsPart.from_bytes(vocabulary.read_bytes(), tensors.read_bytes())


def _temperature(logits: list[FloatArray], targets: NDArray[np.int64]) -> float:
    """One temperature for all directions, fitted on the held-out texts where they suffice."""
    if len(targets) < _FEWEST_TO_CALIBRATE:
        return 1.0
    return fit_temperature(np.concatenate(logits), np.concatenate([targets] * len(logits)))


def _probabilities(logits: list[FloatArray], temperature: float, task: str) -> FloatArray:
    """[n, C]: the mean over directions of softmax, or of sigmoid where labels are apart."""
    each = [_activate(scores / temperature, task) for scores in logits]
    return np.asarray(np.mean(each, axis=0), dtype=np.float64)


def _activate(scores: FloatArray, task: str) -> FloatArray:
    if task == "multi":
        sigmoid: FloatArray = 1 / (1 + np.exp(-scores))
        return sigmoid
    exponents = np.exp(scores - scores.max(axis=1, keepdims=True))
    softmax: FloatArray = exponents / exponents.sum(axis=1, keepdims=True)
    return softmax


def _baselines(pipeline: Pipeline) -> tuple[BaselineResult, ...]:
    """Majority and TF-IDF + LR, fitted and scored on the very same split."""
    task = pipeline.request.task
    train, valid = pipeline.labels_of(pipeline.train), pipeline.labels_of(pipeline.valid)
    single = task == "single"
    return tuple(
        fit_baselines(
            pipeline.texts_of(pipeline.train),
            [row[0] for row in train] if single else train,
            pipeline.texts_of(pipeline.valid),
            [row[0] for row in valid] if single else valid,
            seed=pipeline.request.seed,
            task=task,
            labels=pipeline.labels,
        )
    )


def _weights(runs: list[TrainedDirection]) -> dict[str, NDArray[Any]]:
    return {
        f"{run.direction}.{name}": tensor
        for run in runs
        for name, tensor in read_tensors(
            (run.classifier / "classifier.safetensors").read_bytes()
        ).items()
    }


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
    counts = Counter(label for labels in pipeline.request.labels for label in labels)
    return {
        "n_train": len(pipeline.train),
        "n_valid": len(pipeline.valid),
        "n_unlabelled": _n_unlabelled(pipeline),
        "label_counts": dict(sorted(counts.items())),
    }


def _n_unlabelled(pipeline: Pipeline) -> int:
    """How many were read: an instant head takes as many as its bound allows."""
    if pipeline.request.preset.is_instant:
        return len(HeadTexts.read(pipeline.folder / "data").unlabelled)
    return len(pipeline.request.unlabelled)


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None
