"""What a model file or a base says of itself for people to read: which facts, of what form.

Whoever shows one of them may rely on its form; facts that are not named here may be any JSON.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

Form = Callable[[Any], bool]


def is_text(value: Any) -> bool:
    """Whether it is a string."""
    return isinstance(value, str)


def is_number(value: Any) -> bool:
    """Whether it is a number that a float can hold; NaN and infinity are none."""
    largest = sys.float_info.max
    return type(value) in (int, float) and -largest <= value <= largest


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_record(value: Any) -> bool:
    return isinstance(value, dict)


def _or_none(form: Form) -> Form:
    return lambda value: value is None or form(value)


def _or_nothing(form: Form) -> Form:
    return lambda value: value == {} or form(value)


def _each(form: Form) -> Form:
    return lambda values: isinstance(values, list | tuple) and all(map(form, values))


def _by_name(form: Form) -> Form:
    return lambda values: isinstance(values, dict) and all(map(form, values.values()))


def _all_of(**forms: Form) -> Form:
    """Every one of these fields."""
    known = _any_of(**forms)
    return lambda record: known(record) and forms.keys() <= record.keys()


def _any_of(**forms: Form) -> Form:
    """Such of these fields as there are, beside any others."""
    return lambda record: (
        isinstance(record, dict)
        and all(form(record[name]) for name, form in forms.items() if name in record)
    )


def _both(form: Form, other: Form) -> Form:
    return lambda value: form(value) and other(value)


_INTERVAL = _or_none(_all_of(low=is_number, high=is_number))
_OF_A_CLASS = _both(
    _all_of(
        label=is_text,
        precision=is_number,
        recall=is_number,
        f1=is_number,
        support=_is_count,
        predicted=_is_count,
    ),
    _any_of(precision_interval=_INTERVAL, recall_interval=_INTERVAL),
)
_SCORES = _both(
    _all_of(
        n=_is_count,
        accuracy=is_number,
        macro_f1=is_number,
        log_loss=is_number,
        ece=is_number,
        accuracy_interval=_INTERVAL,
        macro_f1_interval=_INTERVAL,
        log_loss_interval=_INTERVAL,
        confusion=_each(_each(_is_count)),
        per_class=_each(_OF_A_CLASS),
    ),
    _any_of(n_distinct=_is_count),
)
BASE_TRAINING = _any_of(
    tokens=_is_count,
    tokens_before=_is_count,
    steps=_is_count,
    epochs=is_number,
    hours=is_number,
    hours_before=is_number,
    valid_bits_per_byte=_or_none(is_number),
    job=_is_record,
)
FACTS: dict[str, Form] = {
    "preset": is_text,
    "seed": _is_count,
    "base": _any_of(
        name=is_text, backward=is_text, fine_tuned=_is_flag, bits_per_byte=_or_none(is_number)
    ),
    "data": _any_of(
        n_train=_is_count,
        n_valid=_is_count,
        n_unlabelled=_is_count,
        n_meanings=_is_count,
        label_counts=_by_name(_is_count),
        learnt_sha256=is_text,
        held_out_sha256=is_text,
    ),
    "training": _any_of(
        settings=_is_record, lm_settings=_is_record, processor=is_text, unfreezing=is_text
    ),
    "metrics": _or_nothing(_SCORES),
    "baseline": _by_name(_SCORES),
    "test": _or_nothing(_SCORES),
    "test_baseline": _by_name(_SCORES),
    "versions": _by_name(is_text),
    "definitions": _by_name(is_text),
}
