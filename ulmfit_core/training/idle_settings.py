"""Settings chosen by hand that a training would not heed; torch-free."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ulmfit_core.errors import InputError
from ulmfit_core.training.start import NO_BASE
from ulmfit_core.training.train_request import TrainRequest

_SIZES = ("embedding_size", "hidden_size", "n_layers")


def check_heeded(request: TrainRequest) -> None:
    """Raises InputError for the first that has no effect. What is off, or as it is in any case,
    passes."""
    _check_smoothing(request)
    _check_sizes(request)
    for settings in (request.overrides, request.lm_overrides):
        _check_held_out(request, settings)


def _check_smoothing(request: TrainRequest) -> None:
    if request.task == "multi" and request.overrides.get("label_smoothing"):
        raise InputError(
            "label_smoothing has no effect where a text may have several labels.", "Leave it out."
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


def _check_held_out(request: TrainRequest, settings: Mapping[str, Any]) -> None:
    waits, chooses = settings.get("patience"), settings.get("select") == "best"
    if request.valid_fraction == 0 and (waits or chooses):
        raise InputError(
            f"{'patience' if waits else 'select=best'} has no effect: it goes by held-out texts, "
            "and none are held out.",
            "Leave it out, or hold some out: --valid-fraction (in Python valid_fraction).",
        )
