"""Settings chosen by hand that a training would not heed; torch-free."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ulmfit_core.errors import InputError
from ulmfit_core.training.finetune_jobs import ClassifierJob, LanguageModelJob, with_settings
from ulmfit_core.training.peak_rates import layer_rates
from ulmfit_core.training.start import NO_BASE
from ulmfit_core.training.train_request import TrainRequest
from ulmfit_core.training.unfreezing import UNFREEZING

_LEAVE_OUT = "Leave it out."
_SIZES = ("embedding_size", "hidden_size", "n_layers")


def check_heeded(request: TrainRequest) -> None:
    """Raises InputError for the first that has no effect. What is off, or as it is in any case,
    passes."""
    _check_smoothing(request)
    _check_sizes(request)
    preset = request.preset
    jobs = ((preset.classifier, request.overrides), (preset.language_model, request.lm_overrides))
    for template, settings in jobs:
        _check_held_out(request, settings)
        if isinstance(template, ClassifierJob):
            _check_unfreezing(with_settings(template, settings), settings)
        if isinstance(template, LanguageModelJob):
            _check_windows(with_settings(template, settings), settings)


def check_rates(job: ClassifierJob, n_groups: int) -> None:
    """Raises InputError unless there is a rate for each of so many groups of layers, and no factor
    on it for a stage that never comes."""
    layer_rates(job, n_groups)
    n, n_stages = len(job.stage_rates), len(UNFREEZING[job.unfreezing](n_groups, job.epochs))
    if n > n_stages:
        raise InputError(
            f"There are more stage_rates ({n}) than stages ({n_stages}).",
            "Give at most one for each stage, or none (stage_rates=).",
        )


def _check_smoothing(request: TrainRequest) -> None:
    if request.task == "multi" and request.overrides.get("label_smoothing"):
        raise InputError(
            "label_smoothing has no effect where a text may have several labels.", _LEAVE_OUT
        )


def _check_sizes(request: TrainRequest) -> None:
    """Of the network: the first stage from scratch decides them."""
    reader = request.preset.language_model
    chosen = request.overrides | request.lm_overrides
    sizes = {name: chosen[name] for name in _SIZES if name in chosen}
    if sizes and request.base != NO_BASE:
        raise InputError(
            f"{next(iter(sizes))} has no effect: the network is that of the base model.",
            'Leave it out, or begin from scratch, with "none" for a base.',
        )
    if reader is None:
        return
    for name in request.overrides.keys() & sizes.keys():
        if request.overrides[name] != request.lm_overrides.get(name, getattr(reader, name)):
            raise InputError(
                f"{name} has no effect on the classifier, which takes the language model's "
                "network.",
                f"Set {name} of that: --lm-set (in Python lm_settings).",
            )


def _check_unfreezing(job: ClassifierJob, chosen: Mapping[str, Any]) -> None:
    _check_rates_and_momentum(job, chosen)
    below = [name for name in ("factor", "ar_alpha", "tar_beta") if chosen.get(name)]
    if job.unfreezing == "last" and below:
        raise InputError(f"{below[0]} has no effect: the head alone is trained.", _LEAVE_OUT)


def _check_windows(job: LanguageModelJob, chosen: Mapping[str, Any]) -> None:
    _check_rates_and_momentum(job, chosen)
    if chosen.get("frozen_rate") and not job.frozen_epochs:
        raise InputError("frozen_rate has no effect: frozen_epochs is 0.", _LEAVE_OUT)
    if chosen.get("rate_by_window") and not job.variable_bptt:
        raise InputError("rate_by_window has no effect: all windows are of one length.", _LEAVE_OUT)


def _check_rates_and_momentum(
    job: ClassifierJob | LanguageModelJob, chosen: Mapping[str, Any]
) -> None:
    if "beta1" in chosen and job.schedule == "one-cycle":
        raise InputError("beta1 has no effect: one-cycle moves the momentum itself.", _LEAVE_OUT)
    if "factor" in chosen and job.rate_ladder:
        raise InputError("factor has no effect beside rate_ladder.", _LEAVE_OUT)


def _check_held_out(request: TrainRequest, settings: Mapping[str, Any]) -> None:
    waits, chooses = settings.get("patience"), settings.get("select") == "best"
    if request.valid_fraction == 0 and (waits or chooses):
        raise InputError(
            f"{'patience' if waits else 'select=best'} has no effect: it goes by held-out texts, "
            "and none are held out.",
            "Leave it out, or hold some out: --valid-fraction (in Python valid_fraction).",
        )
