"""Named recipes, each with where it comes from; torch-free."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace

from ulmfit_core.errors import InputError
from ulmfit_core.training.finetune_jobs import (
    ClassifierJob,
    InstantHeadJob,
    LanguageModelJob,
)

WORD_TOKENS = 5_000_000  # at most, to count words in; the labelled texts at least


@dataclass(frozen=True, slots=True)
class Preset:
    """Settings of both fine-tuning stages, and how many models are averaged; or of a head that
    takes the place of both."""

    name: str
    source: str  # where the numbers come from
    summary: str  # what it is for, in a line
    language_model: LanguageModelJob | None  # None: stage 2 is left out
    classifier: ClassifierJob | InstantHeadJob
    directions: tuple[str, ...] = ("forward",)
    # Read at most so many tokens before the labels count, the labelled ones at least; 0: no bound.
    lm_tokens: int = 0

    @property
    def is_instant(self) -> bool:
        """Whether the head is fitted on features of a frozen network, in one go."""
        return isinstance(self.classifier, InstantHeadJob)

    @property
    def most_tokens(self) -> int:
        """Texts of at most so many tokens are of use, the labelled ones at least; 0: no bound."""
        if self.language_model is None and self.is_instant:
            return max(self.lm_tokens, WORD_TOKENS)
        return self.lm_tokens

    @property
    def reads_unlabelled(self) -> bool:
        """Whether texts without a label are of use."""
        return self.language_model is not None or self.is_instant


PAPER = Preset(
    name="paper",
    source="Howard & Ruder 2018, sections 3 and 4.1 and footnote 7; AWD-LSTM practice for the rest",
    summary="As the paper describes it: 15 and 50 epochs, both directions. Hours on a CPU.",
    language_model=LanguageModelJob(
        run_dir="",
        epochs=15,
        batch_size=64,
        bptt=70,
        rate=4e-3,
        factor=2.6,
        schedule="stlr",
        beta1=0.7,
        beta2=0.99,
        clip=0.25,
        dropout=1.0,
    ),
    classifier=ClassifierJob(
        run_dir="",
        unfreezing="gradual",
        epochs=50,
        batch_size=64,
        rate=1e-2,
        factor=2.6,
        schedule="stlr",
        beta1=0.7,
        beta2=0.99,
        dropout=1.0,
        head_norm="batch",
    ),
    directions=("forward", "backward"),
)

PAPER_CODE = Preset(
    name="paper-code",
    source="the authors' scripts finetune_lm.py and train_clas.py (fastai 0.7)",
    summary="As the released scripts run: two frozen stages, then everything.",
    language_model=LanguageModelJob(
        run_dir="",
        epochs=25,
        batch_size=64,
        bptt=70,
        rate=4e-3,
        rate_by_window=False,
        rate_ladder=(1 / 2, 1 / 6, 1 / 3, 1.0),
        schedule="stlr",
        beta1=0.8,
        beta2=0.99,
        weight_decay=1e-7,
        clip=0.3,
        dropout=1.0,
    ),
    classifier=ClassifierJob(
        run_dir="",
        unfreezing="paper-code",
        epochs=50,
        batch_size=32,
        rate=1e-2,
        factor=2.6,
        schedule="stlr",
        beta1=0.8,
        beta2=0.99,
        weight_decay=1e-6,
        clip=25.0,
        dropout=1.0,
        ar_alpha=2.0,
        tar_beta=1.0,
        head_norm="batch",
    ),
    directions=("forward", "backward"),
)

FASTAI = Preset(
    name="fastai",
    source="fastai 2.8 ulmfit notebook and text.learner defaults",
    summary="As fastai's notebooks: one-cycle, weight decay, five epochs.",
    language_model=LanguageModelJob(
        run_dir="",
        epochs=10,
        frozen_epochs=1,
        batch_size=64,
        bptt=72,
        variable_bptt=False,
        rate=2e-3,
        frozen_rate=2e-2,
        factor=1.0,
        schedule="one-cycle",
        beta1=0.8,
        beta2=0.99,
        epsilon=1e-5,
        weight_decay=0.1,
        clip=0.1,
        dropout=1.0,
    ),
    classifier=ClassifierJob(
        run_dir="",
        unfreezing="fastai",
        epochs=5,
        batch_size=64,
        bptt=72,
        rate=5e-2,
        stage_rates=(1.0, 0.5, 0.25, 0.05),
        factor=2.6,
        schedule="one-cycle",
        beta1=0.8,
        beta2=0.99,
        epsilon=1e-5,
        weight_decay=0.1,
        clip=0.1,
        dropout=0.5,
        ar_alpha=2.0,
        tar_beta=1.0,
        head_norm="batch",
    ),
)

_STANDARD_CLASSIFIER = ClassifierJob(
    run_dir="",
    unfreezing="gradual",
    epochs=16,
    min_steps=30,
    batch_size=32,
    rate=1e-2,
    factor=2.0,
    schedule="stlr",
    beta1=0.8,
    beta2=0.99,
    weight_decay=0.01,
    clip=1.0,
    dropout=0.5,
    label_smoothing=0.05,
    words=True,
)

STANDARD = Preset(
    name="standard",
    source="ours, chosen on validation splits of training data (tests/benchmarks/RESULTS.md)",
    summary="The full pipeline, sized for a laptop: best with many labels.",
    language_model=LanguageModelJob(
        run_dir="",
        epochs=10,
        batch_size=32,
        bptt=70,
        rate=4e-3,
        factor=1.3,
        schedule="stlr",
        beta1=0.8,
        beta2=0.99,
        weight_decay=0.01,
        clip=0.4,
        dropout=0.5,
    ),
    classifier=_STANDARD_CLASSIFIER,
    lm_tokens=3_000_000,
)

QUICK = Preset(
    name="quick",
    source="ours, chosen on validation splits of training data (tests/benchmarks/RESULTS.md)",
    summary="Words, and what the base model reads in them: the soonest answer.",
    language_model=None,
    classifier=InstantHeadJob(run_dir=""),
    lm_tokens=1_000_000,
)

ADAPTED = replace(
    QUICK,
    name="adapted",
    summary="Quick, once the language model has read your texts: best with few labels.",
    language_model=STANDARD.language_model,
    lm_tokens=STANDARD.lm_tokens,
)

THOROUGH = replace(
    STANDARD,
    name="thorough",
    summary="Both directions and longer training: the most a CPU can do overnight.",
    classifier=replace(_STANDARD_CLASSIFIER, epochs=30),
    directions=("forward", "backward"),
    lm_tokens=20_000_000,
)

PRESETS = {p.name: p for p in (QUICK, ADAPTED, STANDARD, THOROUGH, PAPER, PAPER_CODE, FASTAI)}
DEFAULT_PRESET = STANDARD.name
# Labels of each kind. Up to 128 ADAPTED was ahead in the mean of four sets; with all of TREC-6,
# some 900, STANDARD errs half as often as QUICK: RESULTS.md, "Few labels".
_MANY = 200


def suited_preset(n_labelled: int, n_kinds: int, *, is_foreign: bool = False) -> Preset:
    """The recipe for so many labelled texts of so many kinds, where there is a base model.

    From one that has not read their language (``is_foreign``) ADAPTED came to what QUICK did, in
    German, French, Japanese and Chinese.
    """
    if n_labelled >= _MANY * n_kinds:
        return STANDARD
    return QUICK if is_foreign else ADAPTED


def preset_named(name: str) -> Preset:
    """The preset called ``name``. Raises InputError naming those there are, and the closest one."""
    if name not in PRESETS:
        names, close = ", ".join(PRESETS), difflib.get_close_matches(name, PRESETS, n=1, cutoff=0.5)
        hint = f"Did you mean {close[0]}? There are: {names}." if close else ""
        raise InputError(f"There is no preset {name!r}.", hint or f"Choose one of {names}.")
    return PRESETS[name]
