"""Which recipe ``ulmfit train`` means, where its stages run, and what they start from."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from ulmfit_core.base_names import base_argument, default_base
from ulmfit_core.cli.screen import Screen
from ulmfit_core.errors import InputError
from ulmfit_core.training.presets import Preset, preset_named
from ulmfit_core.training.start import is_model


def recipe_named(name: str, *, no_lm: bool) -> Preset:
    """The preset, with ``no_lm`` without its language model. Raises InputError for another name."""
    recipe = preset_named(name)
    return dataclasses.replace(recipe, language_model=None) if no_lm else recipe


def on_device(
    device: str, recipe: Preset, overrides: dict[str, Any], lm_overrides: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The settings of both stages, on ``device`` what has not been set to run elsewhere.

    Raises InputError where no network trains.
    """
    chosen = {"device": device}
    own = {} if recipe.is_instant else chosen
    of_lm = {} if recipe.language_model is None else chosen
    if not (own or of_lm):
        raise InputError(
            "--device has nothing to set: this preset trains no network.",
            "Take another preset, or leave --device out.",
        )
    return own | overrides, of_lm | lm_overrides


def check_reads_first(recipe: Preset, base: str | None) -> None:
    """Raises InputError where no language model is fine-tuned."""
    if recipe.language_model is None or is_model(base or ""):
        raise InputError(
            "--lm-set has nothing to set: this training leaves the language model as it is.",
            "Take another preset, or leave --lm-set out.",
        )


def named_base(name: str | None, screen: Screen) -> str | None:
    """What was named, or None where there is one to be found once the texts are known."""
    if name is None:
        default_base()
        return None
    if is_model(name):
        screen.note(
            f"Training on from {name}; its language model stays as it is. Texts that are held out "
            "now may have taught it before: be sure of the figures by texts it has never seen."
        )
    return base_argument(name)


def obvious_base(texts: Sequence[str], screen: Screen) -> str:
    """The name of the one for ``texts``, told on the screen. Raises InputError without any."""
    found = default_base(texts)
    screen.note(f"Starting from the base model {found.name} (--base).")
    return found.name
