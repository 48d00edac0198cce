"""A finished pipeline's runs, made into one model file with its figures; torch-free."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ulmfit_core.arrays import FloatArray
from ulmfit_core.evaluation.baselines import BaselineResult
from ulmfit_core.evaluation.metrics import Evaluation
from ulmfit_core.export.export_model import export_model
from ulmfit_core.export.golden import GOLDEN_TEXTS
from ulmfit_core.in_parts import InParts, returned
from ulmfit_core.tokenizer import Tokenizer
from ulmfit_core.training import answers, held_out_figures
from ulmfit_core.training.model_config import model_config
from ulmfit_core.training.pipeline import Pipeline


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
    return returned(assembling(pipeline, path))


def n_parts(pipeline: Pipeline) -> int:
    """In how many parts that is done: the regressions on words, beside the network and as a
    baseline; the last ends with the file."""
    return answers.n_parts(pipeline) + (held_out_figures.n_parts(pipeline) or 1)


def assembling(pipeline: Pipeline, path: Path) -> InParts[TrainedModel]:
    """The same in at most ``n_parts``."""
    data = pipeline.data
    found = yield from answers.finding_answers(pipeline)
    figures = yield from held_out_figures.held_out_figures(pipeline, found.held_out)
    tokenizer = Tokenizer.load(pipeline.folder / "data" / "tokenizer.model")
    config = model_config(pipeline, found, figures, tokenizer)
    export_model(
        path,
        config,
        found.weights,
        tokenizer,
        golden_texts=GOLDEN_TEXTS,
        golden_probabilities=found.golden,
        texts=[*data.texts_of(data.valid), *data.texts_of(data.train)],
        words=found.words,
    )
    return TrainedModel(
        path=path,
        labels=data.labels,
        evaluation=figures.evaluation,
        baselines=figures.baselines,
        held_out=figures.probabilities,
        cuts=figures.cuts,
        is_chosen=config.is_chosen,
    )
