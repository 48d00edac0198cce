"""What a model file says of a finished pipeline's model; torch-free."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from ulmfit_core.architecture import Architecture
from ulmfit_core.export.bundle_config import (
    LINEAR_HEAD,
    BundleConfig,
    HeadConfig,
)
from ulmfit_core.export.seen_texts import marks_of
from ulmfit_core.fewshot.meanings import teach_a_model
from ulmfit_core.tokenizer import Tokenizer
from ulmfit_core.training.answers import Answers, Weights
from ulmfit_core.training.finetune_jobs import ClassifierJob
from ulmfit_core.training.head_texts import HeadTexts
from ulmfit_core.training.held_out_figures import HeldOutFigures
from ulmfit_core.training.ledger import run_facts, text_facts, versions
from ulmfit_core.training.pipeline import Pipeline, TrainedDirection
from ulmfit_core.training.request_data import RequestData
from ulmfit_core.training.run_folder import RunFolder
from ulmfit_core.training.start import seen_before, start_facts
from ulmfit_core.training.train_request import TrainRequest


def model_config(
    pipeline: Pipeline, answers: Answers, figures: HeldOutFigures, tokenizer: Tokenizer
) -> BundleConfig:
    """Sizes are read off the weights; ``export_model`` adds what it finds out itself."""
    request, weights = pipeline.request, answers.weights
    directions = tuple(run.direction for run in pipeline.finished)
    first, last = (_architecture(weights, directions[place]) for place in (0, -1))
    return BundleConfig(
        architecture=first,
        backward_architecture=last if last != first else None,
        directions=directions,
        head=_head(weights, directions[0]),
        task=request.task,
        labels=pipeline.data.labels,
        label_kind=request.label_kind,
        tokenizer_sha256=tokenizer.sha256,
        thresholds=figures.thresholds,
        temperature=answers.temperature,
        preset=request.preset.name,
        seed=request.seed,
        base=_base_facts(request, directions),
        data=_data_facts(pipeline, has_words=answers.words is not None),
        definitions={
            n: request.definitions[n] for n in pipeline.data.labels if n in request.definitions
        },
        seen=marks_of(_seen_texts(pipeline.data), seen_before(request.base)),
        text_columns=request.text_cells.columns,
        html=request.text_cells.html,
        training=_training_facts(pipeline, figures),
        metrics=figures.evaluation.to_json() if figures.evaluation else {},
        baseline={b.name: b.evaluation.to_json() for b in figures.baselines},
        versions=versions(),
    )


def _seen_texts(data: RequestData) -> list[str]:
    """Those held out too: they chose temperature, thresholds, or which epoch to keep."""
    return [*data.texts_of(data.train), *data.texts_of(data.valid)]


def _architecture(weights: Weights, direction: str) -> Architecture:
    vocab_size, embedding_size = weights[f"{direction}.encoder.embedding.weight"].shape
    layers = [n for n in weights if n.startswith(direction) and n.endswith("weight_hh_l0")]
    hidden_size = weights[f"{direction}.encoder.layers.0.weight_hh_l0"].shape[1]
    return Architecture(vocab_size, embedding_size, hidden_size, len(layers))


def _head(weights: Weights, direction: str) -> HeadConfig:
    if f"{direction}.head.weight" in weights:
        return LINEAR_HEAD
    norm = "batch" if f"{direction}.head.blocks.0.norm.running_mean" in weights else "layer"
    return HeadConfig(hidden=len(weights[f"{direction}.head.blocks.0.linear.bias"]), norm=norm)


def _base_facts(request: TrainRequest, directions: tuple[str, ...]) -> dict[str, Any]:
    """What it began with, and whether that has read the texts since."""
    facts = start_facts(request.base, directions)
    return facts | {"fine_tuned": facts.get("fine_tuned", False) or request.reads_first}


def _data_facts(pipeline: Pipeline, *, has_words: bool) -> dict[str, Any]:
    data = pipeline.data
    counts = Counter(label for labels in data.labels_of(data.train) for label in labels)
    n_meanings = _n_meanings(pipeline, [counts[n] for n in data.labels]) if has_words else 0
    return {
        "n_train": len(data.train),
        "n_valid": len(data.valid),
        "n_unlabelled": _n_unlabelled(pipeline),
        "label_counts": dict(sorted(counts.items())),
        **({"n_meanings": n_meanings} if n_meanings else {}),
        **text_facts(data),
    }


def _n_meanings(pipeline: Pipeline, counts: Sequence[int]) -> int:
    """How many taught it."""
    told = np.flatnonzero([bool(text) for text in pipeline.data.meanings()])
    return len(told) if teach_a_model(told, counts, len(pipeline.data.train)) else 0


def _n_unlabelled(pipeline: Pipeline) -> int:
    """How many were read: an instant head takes as many as its bound allows."""
    if pipeline.request.preset.is_instant:
        return len(HeadTexts.read(pipeline.folder / "data").unlabelled)
    return len(pipeline.data.unlabelled)


def _training_facts(pipeline: Pipeline, figures: HeldOutFigures) -> dict[str, Any]:
    """What was set by hand, how it was unfrozen, where it ran, and whether the figures are of texts
    that had a say."""
    request, job = pipeline.request, pipeline.request.preset.classifier
    chosen = figures.evaluation is not None and any(map(_is_chosen, pipeline.finished))
    facts = run_facts(request.overrides, request.lm_overrides) | {"chosen_by_held_out": chosen}
    if isinstance(job, ClassifierJob):
        facts["unfreezing"] = request.overrides.get("unfreezing", job.unfreezing)
    return facts


def _is_chosen(run: TrainedDirection) -> bool:
    """Whether its weights are those of the best epoch by the loss on held-out texts."""
    return bool((RunFolder(run.classifier).summary or {}).get("best_step"))
