"""What the two fine-tuning stages are to do, frozen before they start; torch-free."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, TypeVar

from ulmfit_core.training.setting import setting

ADAM_EPSILON = 1e-8  # torch's own
_GIVES_WAY: dict[str, tuple[str, Any]] = {
    "epochs": ("min_steps", 0),
    "factor": ("rate_ladder", ()),
}


@dataclass(frozen=True, slots=True)
class LanguageModelJob:
    """Stage 2: fine-tune the language model on the target texts (paper section 3.2)."""

    kind: ClassVar[str] = "finetune_lm"

    run_dir: str
    data_dir: str = setting("", "Folder of encoded texts: train/, valid/ and tokenizer.model.")
    base_dir: str = setting("", "Base model to start from; empty: from scratch.")
    embedding_size: int = setting(256, "From scratch only: width of the embedding.")
    hidden_size: int = setting(640, "From scratch only: width of the layers between.")
    n_layers: int = setting(3, "From scratch only: how many LSTM layers.")
    backward: bool = setting(False, "Read every document from its end.")
    epochs: int = setting(10, "Passes over the texts.")
    patience: int = setting(
        0,
        "Epochs without a lower held-out loss that end the last stage, best weights kept; 0: none.",
    )
    frozen_epochs: int = setting(0, "Passes before that train the embedding alone (fastai).")
    batch_size: int = setting(32, "Streams read side by side.")
    batch_parts: int = setting(
        1, "Compute each update in so many parts, one after the other: less memory, more time."
    )
    bptt: int = setting(70, "Tokens of a stream between two updates.")
    variable_bptt: bool = setting(True, "Draw window lengths around bptt.")
    rate_by_window: bool = setting(True, "Rate in proportion to the length drawn for a window.")
    rate: float = setting(4e-3, "Peak learning rate of the top layer.")
    frozen_rate: float = setting(2e-2, "Peak rate of the frozen epochs.")
    factor: float = setting(2.6, "Each layer's rate over that of the one below; 1: all alike.")
    rate_ladder: tuple[float, ...] = setting((), "Rates relative to the top's; overrides factor.")
    schedule: str = setting("stlr", "stlr, triangular, cosine, one-cycle or constant.")
    beta1: float = setting(0.7, "AdamW's decay of the first moment.")
    beta2: float = setting(0.99, "AdamW's decay of the second moment.")
    epsilon: float = setting(ADAM_EPSILON, "AdamW's epsilon; more damps what small gradients move.")
    weight_decay: float = setting(0.0, "Decoupled weight decay, on matrices only.")
    clip: float = setting(0.4, "Largest norm of the gradient; 0: no bound.")
    dropout: float = setting(1.0, "Factor on the language model's dropouts.")
    ar_alpha: float = setting(2.0, "Weight of activation regularisation.")
    tar_beta: float = setting(1.0, "Weight of temporal activation regularisation.")
    prompt: str = setting("", "Words it goes on with after each pass, to see what it has learnt.")
    seed: int = setting(0, "Seed of order and dropout.")
    precision: str = setting("auto", "Matrix products: auto, float32, bfloat16 or int8.")
    device: str = setting("cpu", "Where to train: cpu, cuda.")


@dataclass(frozen=True, slots=True)
class InstantHeadJob:
    """In place of stages 2 and 3: regressions on words and on what the base model reads."""

    kind: ClassVar[str] = "fit_instant_head"

    run_dir: str
    data_dir: str = setting("", "Folder of texts and targets, with tokenizer.model.")
    lm_dir: str = setting("", "Base model that reads them.")
    n_classes: int = setting(2, "How many labels there are.")
    task: str = setting("single", "single: one label a text; multi: any number.")
    strength: float = setting(
        0.0,
        "Inverse strength of the penalty; 0: 10, or with 1,000 labelled texts and more 10 or 100 "
        "by cross-validation.",
    )
    self_training: bool = setting(
        True, "Learn from sure answers about unlabelled texts too, if that helps held-out labels."
    )
    class_weights: bool = setting(False, "Weigh rare labels up (at most tenfold).")
    seed: int = setting(0, "Seed of folds and components.")


@dataclass(frozen=True, slots=True)
class ClassifierJob:
    """Stage 3: fine-tune the classifier (paper section 3.3)."""

    kind: ClassVar[str] = "finetune_classifier"

    run_dir: str
    data_dir: str = setting("", "Folder of encoded, labelled texts: train/ and valid/.")
    lm_dir: str = setting("", "Language model to start from; empty: from scratch.")
    n_classes: int = setting(2, "How many labels there are.")
    task: str = setting("single", "single: one label a text; multi: any number.")
    embedding_size: int = setting(256, "From scratch only: width of the embedding.")
    hidden_size: int = setting(640, "From scratch only: width of the layers between.")
    n_layers: int = setting(3, "From scratch only: how many LSTM layers.")
    backward: bool = setting(False, "Read every document from its end.")
    unfreezing: str = setting("gradual", "gradual, paper-code, fastai, full, last or chain-thaw.")
    epochs: int = setting(20, "Passes over the texts, all stages together; one a stage at least.")
    patience: int = setting(
        0,
        "Epochs without a lower held-out loss that end the last stage, best weights kept; 0: none.",
    )
    min_steps: int = setting(
        0, "At least so many updates a stage: more passes on few texts, unless you set epochs."
    )
    batch_size: int = setting(32, "Documents an update.")
    batch_tokens: int = setting(32_768, "Tokens an update at most, padding counted.")
    batch_parts: int = setting(
        1, "Compute each update in so many parts, one after the other: less memory, more time."
    )
    bptt: int = setting(70, "Tokens between two truncations of the gradient.")
    rate: float = setting(1e-2, "Peak learning rate of the head.")
    factor: float = setting(2.6, "Each group's rate over that of the one below; 1: all alike.")
    rate_ladder: tuple[float, ...] = setting((), "Rates relative to the top's; overrides factor.")
    stage_rates: tuple[float, ...] = setting(
        (), "Factor on the rate, per stage, the last one on to the end; empty: 1."
    )
    schedule: str = setting("stlr", "stlr, triangular, cosine, one-cycle or constant.")
    beta1: float = setting(0.7, "AdamW's decay of the first moment.")
    beta2: float = setting(0.99, "AdamW's decay of the second moment.")
    epsilon: float = setting(ADAM_EPSILON, "AdamW's epsilon; more damps what small gradients move.")
    weight_decay: float = setting(0.0, "Decoupled weight decay, on matrices only.")
    clip: float = setting(0.0, "Largest norm of the gradient; 0: no bound.")
    dropout: float = setting(1.0, "Factor on the classifier's dropouts.")
    head_norm: str = setting("auto", "batch (paper), layer, or auto: layer below 64 texts.")
    head_file: str = setting("", "Head to go on with, of the same labels; empty: a new one.")
    ar_alpha: float = setting(0.0, "Weight of activation regularisation.")
    tar_beta: float = setting(0.0, "Weight of temporal activation regularisation.")
    label_smoothing: float = setting(
        0.0, "Share of each target spread over all labels, where a text has one."
    )
    class_weights: bool = setting(False, "Weigh rare labels up (at most tenfold).")
    select: str = setting("last", "Weights kept: of the last epoch, or of the best.")
    words: bool = setting(
        False, "Add what a regression on words says, by a share found on held-out texts."
    )
    seed: int = setting(0, "Seed of head, order and dropout.")
    precision: str = setting("auto", "Matrix products: auto, float32, bfloat16 or int8.")
    device: str = setting("cpu", "Where to train: cpu, cuda.")


Trained = TypeVar("Trained", ClassifierJob, LanguageModelJob)


def with_settings(job: Trained, settings: Mapping[str, Any]) -> Trained:
    """The job with the settings that were chosen by hand. Who says how many epochs, or a factor,
    gets it: what a preset would put over that gives way, unless it is chosen too."""
    chosen = [_GIVES_WAY[name] for name in settings if name in _GIVES_WAY]
    aside = {name: off for name, off in chosen if hasattr(job, name)}
    return replace(job, **{**aside, **settings})
