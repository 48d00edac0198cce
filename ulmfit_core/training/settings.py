"""``--set KEY=VALUE``, or values from Python: settings of a job, checked by its dataclass."""

from __future__ import annotations

import dataclasses
import difflib
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_type_hints

import numpy as np

from ulmfit_core.errors import InputError
from ulmfit_core.training.finetune_jobs import (
    ClassifierJob,
    InstantHeadJob,
    LanguageModelJob,
)
from ulmfit_core.training.plan import SCHEDULES
from ulmfit_core.training.pretrain_job import PretrainJob
from ulmfit_core.training.unfreezing import UNFREEZING

# The pipeline sets these itself, from the data and from the command's own options.
_NOT_SET_BY_HAND = {
    *("run_dir", "data_dir", "base_dir", "lm_dir", "head_file"),
    *("n_classes", "task", "backward", "seed"),
}
_OPTIONS_OF_THEIR_OWN = {  # of ``ulmfit pretrain``
    *("corpus_dir", "name", "start_from", "new_vocabulary", "device"),
    *("embedding_size", "hidden_size", "n_layers"),
    *("batch_size", "peak_rate", "total_tokens", "minutes"),
}
_CHOICES = {
    "schedule": tuple(SCHEDULES),
    "unfreezing": tuple(UNFREEZING),
    "head_norm": ("auto", "batch", "layer"),
    "select": ("last", "best"),
    "precision": ("auto", "float32", "bfloat16", "int8"),
}
_AT_LEAST_ONE = {
    *("batch_size", "batch_tokens", "batch_parts", "bptt", "epochs"),
    *("embedding_size", "hidden_size", "n_layers", "evaluate_tokens"),
}
_BELOW_ONE = {"beta1", "beta2", "label_smoothing"}
_UP_TO_ONE = {"cooldown"}
_ABOVE_ZERO = {"epsilon"}  # a piece never read would be 0/0
_FACTOR = (1, 1000)  # less turns the layers round; more overflows over a few of them
_TRUE, _FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")

SettableJob = type[ClassifierJob | LanguageModelJob | InstantHeadJob | PretrainJob]


class UnfitValue(ValueError):
    """A value that a setting cannot have, and why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def parse_settings(pairs: Sequence[str], job: SettableJob, option: str) -> dict[str, Any]:
    """``KEY=VALUE`` pairs as values of the job's fields. Raises InputError for what fits none."""
    return dict(_parse_pair(pair, job, option) for pair in pairs)


def checked_settings(values: Mapping[str, Any], job: SettableJob, option: str) -> dict[str, Any]:
    """The same of what is no text yet: numbers, also numpy's, and sequences of them."""
    return parse_settings([f"{name}={_as_text(v)}" for name, v in values.items()], job, option)


def _as_text(value: Any) -> str:
    is_sequence = isinstance(value, list | tuple | np.ndarray) and np.ndim(value)
    return ",".join(map(str, value)) if is_sequence else str(value)


def setting_names(job: SettableJob) -> dict[str, str]:
    """Every setting that may be given, with its help."""
    others = _NOT_SET_BY_HAND | (_OPTIONS_OF_THEIR_OWN if job is PretrainJob else set())
    return {
        field.name: field.metadata.get("help", "")
        for field in dataclasses.fields(job)
        if field.name not in others
    }


def setting_choices(name: str) -> tuple[str, ...]:
    """The words a setting may be; () where it is no choice among words."""
    return _CHOICES.get(name, ())


def _parse_pair(pair: str, job: SettableJob, option: str) -> tuple[str, Any]:
    name, equals, text = (part.strip() for part in pair.partition("="))
    name = name.replace("-", "_")
    names = setting_names(job)
    if not equals:
        raise InputError(f"{option} {pair!r} has no value.", f"Write {option} {name}=VALUE.")
    if name not in names:
        raise _no_such_setting(name, job, option)
    try:
        value = _PARSERS[str(get_type_hints(job)[name])](text)
        _check(name, value)
    except UnfitValue as error:
        raise InputError(
            f"{option} {name}={text} cannot be: {error.reason}.", names[name]
        ) from error
    return name, value


def _no_such_setting(name: str, job: SettableJob, option: str) -> InputError:
    names = setting_names(job)
    if job is InstantHeadJob and name in setting_names(ClassifierJob):
        return InputError(
            f"{option} {name} means nothing here: this preset trains no network, step by step.",
            f"Take the preset standard for it, or set one of: {', '.join(names)}.",
        )
    close = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    hint = f"Did you mean {', '.join(close)}?" if close else ""
    return InputError(
        f"{option} knows no setting {name!r}.", f"{hint} There are: {', '.join(names)}.".strip()
    )


def _check(name: str, value: Any) -> None:
    numbers = value if isinstance(value, tuple) else (value,)
    if name in _CHOICES and value not in _CHOICES[name]:
        raise _no_choice(value, _CHOICES[name])
    if name in _AT_LEAST_ONE and value < 1:
        raise UnfitValue("it must be 1 or more")
    if name == "factor" and not _FACTOR[0] <= value <= _FACTOR[1]:
        raise UnfitValue("it must be from 1 to 1000")
    if not isinstance(value, str) and not all(math.isfinite(n) and n >= 0 for n in numbers):
        raise UnfitValue("it must be 0 or more")
    if name in _BELOW_ONE and value >= 1:
        raise UnfitValue("it must be below 1")
    if name in _ABOVE_ZERO and value == 0:
        raise UnfitValue("it must be more than 0")
    if name in _UP_TO_ONE and value > 1:
        raise UnfitValue("it must be from 0 to 1")


def _no_choice(value: str, choices: Sequence[str]) -> UnfitValue:
    close = difflib.get_close_matches(value, choices, n=1)
    if not close:
        return UnfitValue(f"choose one of {', '.join(choices)}")
    others = ", ".join(choice for choice in choices if choice not in close)
    return UnfitValue(f"choose {close[0]}, or one of {others}")


def _boolean(text: str) -> bool:
    if text.lower() in (*_TRUE, *_FALSE):
        return text.lower() in _TRUE
    raise UnfitValue("it is either true or false")


def _integer(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise UnfitValue("it must be a whole number") from None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise UnfitValue("it must be a number") from None


def _numbers(text: str) -> tuple[float, ...]:
    return tuple(_number(part) for part in text.split(",") if part.strip())


_PARSERS: dict[str, Callable[[str], Any]] = {
    str(bool): _boolean,
    str(int): _integer,
    str(float): _number,
    str(str): str,
    str(tuple[float, ...]): _numbers,
}
