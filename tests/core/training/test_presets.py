"""Which recipe is taken where none was asked for, and that two are those of the paper."""

from __future__ import annotations

import re

import pytest

from ulmfit_core.errors import InputError
from ulmfit_core.training.finetune_jobs import ClassifierJob, LanguageModelJob
from ulmfit_core.training.presets import (
    FASTAI,
    PAPER,
    PAPER_CODE,
    PRESETS,
    Preset,
    preset_named,
    suited_preset,
)


def test_few_labels_of_each_kind_are_learnt_from_by_the_adapted_head() -> None:
    assert suited_preset(0, 2).name == "adapted"
    assert suited_preset(399, 2).name == "adapted"
    assert suited_preset(400, 2).name == "standard"
    assert suited_preset(400, 3).name == "adapted"


def test_few_labels_in_a_language_that_the_base_has_not_read_are_for_quick() -> None:
    assert suited_preset(399, 2, is_foreign=True).name == "quick"
    assert suited_preset(400, 2, is_foreign=True).name == "standard"


def stages(preset: Preset) -> tuple[LanguageModelJob, ClassifierJob]:
    assert preset.language_model is not None
    assert isinstance(preset.classifier, ClassifierJob)
    return preset.language_model, preset.classifier


def test_the_fastai_preset_is_fastai_s() -> None:
    """``Learner``'s Adam and ``text_classifier_learner`` of fastai 2."""
    for job in stages(FASTAI):
        assert (job.beta1, job.beta2, job.epsilon) == (0.8, 0.99, 1e-5)
        assert (job.weight_decay, job.clip, job.schedule) == (0.1, 0.1, "one-cycle")


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.name)
def test_no_preset_says_how_long_it_takes(preset: Preset) -> None:
    """That depends on the texts: it is computed and said beside it."""
    assert not re.search("second|minute|hour", preset.summary)


def test_the_paper_s_preset_is_the_paper_s() -> None:
    """Sections 3.2, 3.3 and 4.1."""
    language_model, classifier = stages(PAPER)
    assert (language_model.rate, classifier.rate) == (4e-3, 1e-2)
    assert (classifier.unfreezing, classifier.epochs) == ("gradual", 50)
    for job in (language_model, classifier):
        assert (job.schedule, job.factor, job.beta1, job.beta2) == ("stlr", 2.6, 0.7, 0.99)
        assert (job.batch_size, job.bptt, job.dropout) == (64, 70, 1.0)
    assert PAPER.directions == ("forward", "backward")


def test_the_scripts_preset_is_the_scripts() -> None:
    """finetune_lm.py and train_clas.py of fastai 0.7; rates of the embedding and each layer."""
    language_model, classifier = stages(PAPER_CODE)
    assert language_model.rate_ladder == (1 / 2, 1 / 6, 1 / 3, 1)
    assert (language_model.clip, classifier.clip) == (0.3, 25)
    assert (language_model.variable_bptt, language_model.rate_by_window) == (True, False)
    assert (language_model.batch_size, classifier.batch_size) == (64, 32)
    assert classifier.unfreezing == "paper-code"
    for job in (language_model, classifier):
        assert (job.beta1, job.beta2, job.ar_alpha, job.tar_beta) == (0.8, 0.99, 2, 1)


@pytest.mark.parametrize(
    ("name", "hint"),
    [("qick", "Did you mean quick? There are: quick, adapted"), ("x", "Choose one of quick, ad")],
)
def test_the_closest_name_is_offered_for_one_that_is_misspelt(name: str, hint: str) -> None:
    with pytest.raises(InputError) as refused:
        preset_named(name)
    assert refused.value.hint.startswith(hint)
