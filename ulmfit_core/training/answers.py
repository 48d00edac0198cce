"""What a finished pipeline's runs say, made one model's answers; torch-free."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.arrays import FloatArray
from ulmfit_core.export.golden import GOLDEN_TEXTS
from ulmfit_core.export.safetensors_numpy import read_tensors
from ulmfit_core.export.words_part import WordsPart
from ulmfit_core.in_parts import InParts
from ulmfit_core.json_file import parsed_json
from ulmfit_core.training import fitted_head
from ulmfit_core.training.blend import Blend, find_blend, held_out_probabilities
from ulmfit_core.training.finetune_jobs import ClassifierJob, InstantHeadJob, with_settings
from ulmfit_core.training.pipeline import Pipeline, TrainedDirection
from ulmfit_core.training.words_beside import WordsBeside

Weights = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Answers:
    """Probabilities [n, C] of texts, and what a model file needs to say the same."""

    held_out: FloatArray
    golden: FloatArray  # of ``GOLDEN_TEXTS``
    temperature: float
    weights: Weights
    words: WordsPart | None


def finding_answers(pipeline: Pipeline) -> InParts[Answers]:
    """The directions averaged, what words say beside them added where the run asks for it, and
    all calibrated; in ``n_parts``. Raises StorageError."""
    if pipeline.request.preset.is_instant:
        return _instant(pipeline)
    return (yield from _trained(pipeline))


def n_parts(pipeline: Pipeline) -> int:
    """As many as the regressions on words have; none where there are none left to fit."""
    job = words_job(pipeline)
    return 0 if job is None else fitted_head.n_parts(job, pipeline.data.head_texts())


def _instant(pipeline: Pipeline) -> Answers:
    """An instant head brings its own words and temperature, found by cross-validation: the
    held-out texts stay untouched."""
    run, task = pipeline.finished[0], pipeline.request.task
    facts = parsed_json((run.classifier / "head.json").read_text(encoding="utf-8"))
    blend = Blend(float(facts["temperature"]))
    held_out, golden = (
        blend.probabilities([_logits(run, name)], None, task) for name in ("valid", "golden")
    )
    words = _words_of(run.classifier)
    return Answers(held_out, golden, blend.temperature, _weights([run]), words)


def _trained(pipeline: Pipeline) -> InParts[Answers]:
    runs, request = pipeline.finished, pipeline.request
    targets = pipeline.data.targets_of(pipeline.data.valid)
    beside = yield from _beside(pipeline)
    valid, golden = ([_logits(run, name) for run in runs] for name in ("valid", "golden"))
    asked = (pipeline.data.texts_of(pipeline.data.valid), GOLDEN_TEXTS)
    said, said_golden = (beside.logits(texts) if beside else None for texts in asked)
    blend = find_blend(valid, said, targets)
    weights, words = _weights(runs), None
    if beside is not None:
        weights = beside.with_bias(weights, blend.words_weight)
        words = beside.weighed(blend.words_weight)
    return Answers(
        held_out_probabilities(valid, said, targets, request.task, request.seed),
        blend.probabilities(golden, said_golden, request.task),
        blend.temperature,
        weights,
        words,
    )


def _beside(pipeline: Pipeline) -> InParts[WordsBeside | None]:
    """What words say, where the runs ask for it and there is a word at all."""
    job = words_job(pipeline)
    if job is None:
        return None
    found = yield from WordsBeside.fitting(job, pipeline.data.head_texts())
    yield
    return found


def words_job(pipeline: Pipeline) -> InstantHeadJob | None:
    """The regression on words beside the network; None where the runs do not ask for one."""
    request, template = pipeline.request, pipeline.request.preset.classifier
    if not isinstance(template, ClassifierJob) or not request.learns_words:
        return None
    chosen = with_settings(template, request.overrides)
    return InstantHeadJob(
        "",
        n_classes=len(pipeline.data.labels),
        task=request.task,
        self_training=False,
        class_weights=chosen.class_weights,
        seed=request.seed,
    )


def _logits(run: TrainedDirection, name: str) -> FloatArray:
    file = run.classifier / f"{name}_logits.npy"
    logits: FloatArray = np.load(file, allow_pickle=False).astype(np.float64)
    return logits


def _words_of(folder: Path) -> WordsPart | None:
    """The part about words that an instant head left; None where it looks at none."""
    vocabulary, tensors = (folder / f"words.{end}" for end in ("json", "safetensors"))
    if not vocabulary.is_file():
        return None
    return WordsPart.from_bytes(vocabulary.read_bytes(), tensors.read_bytes())


def _weights(runs: list[TrainedDirection]) -> Weights:
    return {
        f"{run.direction}.{name}": tensor
        for run in runs
        for name, tensor in read_tensors(
            (run.classifier / "classifier.safetensors").read_bytes()
        ).items()
    }
