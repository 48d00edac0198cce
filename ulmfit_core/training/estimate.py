"""How long a training will take and how much memory, before it starts; torch-free."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ulmfit_core.architecture import Architecture
from ulmfit_core.corpus.splits import held_out_share
from ulmfit_core.training.finetune_jobs import ClassifierJob, LanguageModelJob, with_settings
from ulmfit_core.training.pipeline import lm_epochs
from ulmfit_core.training.presets import Preset
from ulmfit_core.training.speeds import Speeds
from ulmfit_core.training.unfreezing import UNFREEZING, Stage

# Measured on two cores of a laptop; small beside what the probe measures.
_ENCODING = 500_000  # tokens a second
_FIXED_SECONDS = 6.0  # reading the models, writing and trying the model file
_EXACTLY = 2.5  # times as long in float32 as with weights of 8 bits
_FITTED = 200  # texts a second of the regressions of an instant head, or beside a network: 150 with
# six labels, 340 with two
_BASELINE = 150_000  # tokens a second of the simpler classifiers beside it


@dataclass(frozen=True, slots=True)
class CorpusSize:
    """What there is to learn from, test set left out."""

    n_labelled: int
    labelled_tokens: int
    tokens: int  # of every text that a language model may read, the labelled ones included


@dataclass(frozen=True, slots=True)
class Estimate:
    """Of a whole training."""

    seconds: float
    memory: int  # bytes at most


def estimate(
    preset: Preset,
    settings: Mapping[str, Any],
    lm_settings: Mapping[str, Any],
    corpus: CorpusSize,
    speeds: Speeds,
    encoders: Sequence[Architecture],
) -> Estimate:
    """What ``preset`` with these settings changed takes, at the speeds of this computer.

    ``encoders``: one a direction; ``speeds`` are those of the first, and another takes longer or
    less by its weights. The last stage may end a little sooner or later: lengths are means, and a
    stage's speed is interpolated by its lowest thawed layer.
    """
    work = sum(sizes.n_weights for sizes in encoders) / encoders[0].n_weights
    share = held_out_share(corpus.n_labelled)
    seconds, memory = 0.0, speeds.head_memory
    template = preset.language_model
    if template is not None:
        job = with_settings(template, lm_settings)
        seconds += _language_model(job, "epochs" in lm_settings, preset, corpus, speeds, share)
        memory = speeds.language_model_memory
    if isinstance(preset.classifier, ClassifierJob):
        classifier = with_settings(preset.classifier, settings)
        seconds += _classifier(classifier, corpus, speeds, share, n_groups=encoders[0].n_layers + 2)
        seconds += classifier.words * corpus.n_labelled / _FITTED / work  # once
        if classifier.unfreezing != "last":
            memory = max(memory, speeds.classifier_memory)
    else:
        seconds += _instant_head(preset, corpus, speeds, share)
    around = _FIXED_SECONDS + _read(preset, corpus) / _ENCODING
    around += corpus.labelled_tokens / _BASELINE
    return Estimate(work * seconds + around, memory)


def _read(preset: Preset, corpus: CorpusSize) -> int:
    """Tokens that the language model reads in an epoch: all, or as many as the preset bounds."""
    if not preset.reads_unlabelled:
        return corpus.labelled_tokens
    bound = preset.lm_tokens or corpus.tokens
    return max(min(corpus.tokens, bound), corpus.labelled_tokens)


def _language_model(
    job: LanguageModelJob,
    fixed: bool,
    preset: Preset,
    corpus: CorpusSize,
    speeds: Speeds,
    share: float,
) -> float:
    held_out = share * corpus.labelled_tokens
    tokens = _read(preset, corpus) - held_out
    epochs = job.epochs if fixed else lm_epochs(job.epochs, preset.lm_tokens, int(tokens))
    each = tokens / speeds.language_model + held_out / speeds.language_model_reading
    return (epochs + job.frozen_epochs) * each


def _classifier(
    job: ClassifierJob, corpus: CorpusSize, speeds: Speeds, share: float, n_groups: int
) -> float:
    tokens = (1 - share) * corpus.labelled_tokens
    reading = share * corpus.labelled_tokens / speeds.reading
    n_train = (1 - share) * corpus.n_labelled
    n_batches = max(1, math.ceil(max(n_train / job.batch_size, tokens / job.batch_tokens)))
    chosen = UNFREEZING[job.unfreezing](n_groups, job.epochs)
    stages = [stage.lasting(job.min_steps, n_batches) for stage in chosen]
    return sum(
        stage.epochs * (tokens * _cost(stage, speeds, n_groups) + reading) for stage in stages
    )


def _instant_head(preset: Preset, corpus: CorpusSize, speeds: Speeds, share: float) -> float:
    """Reading once, the held-out texts exactly, and the regressions."""
    held_out = share * corpus.labelled_tokens
    tokens = _read(preset, corpus) - held_out + _EXACTLY * held_out
    return tokens / speeds.instant + corpus.n_labelled / _FITTED


def _cost(stage: Stage, speeds: Speeds, n_groups: int) -> float:
    """Seconds a token: the gradient goes down to the lowest group that trains."""
    top = n_groups - 1
    depth = (top - min(stage.trained)) / top
    return (1 - depth) / speeds.head + depth / speeds.classifier
