"""Parameters as scikit-learn's users give them, numpy's numbers among them, made plain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from ulmfit_core.training.finetune_jobs import LanguageModelJob
from ulmfit_core.training.packages import check_devices
from ulmfit_core.training.presets import Preset, preset_named
from ulmfit_core.training.settings import checked_settings
from ulmfit_core.training.train_request import LARGEST_SEED

_MOST_HELD_OUT = 0.9


def drawn_seed(random_state: Any) -> int:
    """The seed itself, or one drawn from a RandomState (None: numpy's own), another each time.

    Raises ValueError where it is neither.
    """
    if random_state is None or isinstance(random_state, np.random.RandomState):
        from sklearn.utils import check_random_state

        return int(check_random_state(random_state).randint(np.iinfo(np.int32).max))
    if not _is_whole(random_state) or not 0 <= random_state <= LARGEST_SEED:
        raise ValueError(
            f"random_state is {random_state!r}; take a whole number from 0 to {LARGEST_SEED:,}, "
            "a numpy.random.RandomState, or None."
        )
    return int(random_state)


def checked_preset(preset: Any) -> Preset:
    """The preset of this name. Raises ValueError unless it is text, InputError where there is no
    such preset."""
    if not isinstance(preset, str):
        raise ValueError(f"preset is {preset!r}; take the name of one.")
    return preset_named(preset)


def checked_threads(threads: Any) -> int | None:
    """How many processor cores to use. Raises ValueError unless it is 1 or more, or None."""
    if threads is not None and not (_is_whole(threads) and threads >= 1):
        raise ValueError(f"threads is {threads!r}; take a whole number from 1, or None for all.")
    return None if threads is None else int(threads)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def checked_share(valid_fraction: Any) -> float | None:
    """The share of the texts to hold out. Raises ValueError unless it is one, or None."""
    if valid_fraction is None:
        return None
    if (
        not isinstance(valid_fraction, int | float | np.integer | np.floating)
        or not 0 <= valid_fraction <= _MOST_HELD_OUT
    ):
        raise ValueError(
            f"valid_fraction is {valid_fraction!r}; take a share from 0 to {_MOST_HELD_OUT}, "
            "or None for the usual one."
        )
    return float(valid_fraction)


def checked_definitions(definitions: Any, classes: Iterable[Any]) -> dict[str, str]:
    """What classes mean. Raises ValueError where it is no mapping of some of them to text."""
    known = set(map(str, classes))
    given = {} if definitions is None else definitions
    if not isinstance(given, Mapping) or not all(isinstance(w, str) for w in given.values()):
        raise ValueError("definitions has to be a mapping from classes to what they mean, as text.")
    if strange := sorted(set(map(str, given)) - known):
        raise ValueError(f"definitions tells of {strange[0]!r}, which is none of the classes.")
    return {str(name): words for name, words in given.items()}


def checked_overrides(
    preset: Preset, settings: Mapping[str, Any] | None, lm_settings: Mapping[str, Any] | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is to differ from the preset's two jobs, by the rules of the command.

    Raises InputError where a job has no such setting, or not with such a value; ValueError where
    there is no such job, or they are no mappings.
    """
    for name, given in (("settings", settings), ("lm_settings", lm_settings)):
        if given is not None and not isinstance(given, Mapping):
            raise ValueError(f"{name} is {given!r}; take a mapping from settings to values.")
    if lm_settings and preset.language_model is None:
        raise ValueError(
            f"lm_settings has nothing to set: the preset {preset.name} leaves the language model "
            "as it is. Take another preset, or leave lm_settings out."
        )
    overrides = checked_settings(settings or {}, type(preset.classifier), "settings")
    lm_overrides = checked_settings(lm_settings or {}, LanguageModelJob, "lm_settings")
    check_devices(o["device"] for o in (overrides, lm_overrides) if "device" in o)
    return overrides, lm_overrides
