"""Whether the settings in a model file's ``config.json`` fit together, whoever wrote it."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

from ulmfit_core.architecture import Architecture
from ulmfit_core.errors import ModelFileError
from ulmfit_core.export.bundle_config import (
    DIRECTIONS,
    LINEAR_HEAD,
    BundleConfig,
)
from ulmfit_core.export.stated_facts import FACTS, is_number, is_text

_MOST_LAYERS = 64
_ABOVE_SIZES = 2**31  # what counts in 32 bits cannot hold


def check_config(config: BundleConfig) -> None:
    """Raises ModelFileError with the first thing that is wrong."""
    for problem, is_fit in _PROBLEMS.items():
        if not is_fit(config):
            raise unusable(problem)


def has_sizes(encoder: Architecture) -> bool:
    """Whether there can be an encoder of these sizes."""
    return all(map(_is_size, dataclasses.astuple(encoder))) and encoder.n_layers <= _MOST_LAYERS


def unusable(why: str) -> ModelFileError:
    """The error that says so."""
    return ModelFileError(
        f"This is not a model file we can use: {why}.", "Copy or download the file again."
    )


def _has_sizes(config: BundleConfig) -> bool:
    has_head = config.head == LINEAR_HEAD or _is_size(config.head.hidden)
    return has_head and all(has_sizes(config.architecture_of(each)) for each in DIRECTIONS)


def _shares_pieces(config: BundleConfig) -> bool:
    forward, backward = (config.architecture_of(direction) for direction in DIRECTIONS)
    return forward.vocab_size == backward.vocab_size


def _has_directions(config: BundleConfig) -> bool:
    return config.directions in (DIRECTIONS, DIRECTIONS[:1], DIRECTIONS[1:])


def _has_task(config: BundleConfig) -> bool:
    return config.task in ("single", "multi")


def _has_head(config: BundleConfig) -> bool:
    head = config.head
    return head == LINEAR_HEAD or (head.kind == "blocks" and head.norm in ("batch", "layer"))


def _has_words_counted(config: BundleConfig) -> bool:
    return config.words is None or all(map(_is_count, dataclasses.astuple(config.words)))


def _has_labels(config: BundleConfig) -> bool:
    labels = config.labels
    return bool(labels) and all(map(is_text, labels)) and len(set(labels)) == len(labels)


def _says_their_kind(config: BundleConfig) -> bool:
    return is_text(config.label_kind)


def _has_joined_labels(config: BundleConfig) -> bool:
    counted_as = config.counted_as
    return all(map(is_text, counted_as)) and len(counted_as) in (0, len(config.labels))


def _has_columns(config: BundleConfig) -> bool:
    return all(map(is_text, config.text_columns))


def _says_html(config: BundleConfig) -> bool:
    return isinstance(config.html, bool)


def _has_thresholds(config: BundleConfig) -> bool:
    thresholds = config.thresholds or ()
    allowed = (0, len(config.labels)) if config.task == "multi" else (0,)
    return all(map(is_number, thresholds)) and len(thresholds) in allowed


def _has_facts(config: BundleConfig) -> bool:
    """Baselines are shown beside the model's own figures, so none stand alone."""
    return (
        all(is_fit(getattr(config, name)) for name, is_fit in FACTS.items())
        and bool(config.metrics or not config.baseline)
        and bool(config.test or not config.test_baseline)
    )


def _has_golden(config: BundleConfig) -> bool:
    return all(
        is_text(example.text) and len(example.probabilities) == len(config.labels)
        for example in config.golden
    )


def _has_int8_golden(config: BundleConfig) -> bool:
    if config.int8 is None:
        return True
    widths = [len(example.probabilities) for example in config.golden]
    return [len(row) for row in config.int8.golden] == widths


def _has_abstaining(config: BundleConfig) -> bool:
    """Only a single label has one probability that decides."""
    below = config.abstain_below
    return 0 <= below <= 1 and (below == 0 or config.task == "single")


def _has_temperature(config: BundleConfig) -> bool:
    return 0 < config.temperature < math.inf


def _is_size(value: Any) -> bool:
    return _is_count(value) and value > 0


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value < _ABOVE_SIZES


# The first that does not hold is told: later ones rest on those before.
_PROBLEMS = {
    "its sizes are not whole numbers above 0": _has_sizes,
    "its directions have not the same pieces": _shares_pieces,
    "its directions are not forward or backward": _has_directions,
    "its task is neither single nor multi": _has_task,
    "its head is of a kind we do not know": _has_head,
    "its words are not counted": _has_words_counted,
    "its labels are not different names": _has_labels,
    "what kind of labels it has is no word": _says_their_kind,
    "what its labels count as does not fit them": _has_joined_labels,
    "the columns of its texts have no names": _has_columns,
    "whether its texts were HTML is not said": _says_html,
    "its thresholds do not fit its labels": _has_thresholds,
    "what it says of itself is damaged": _has_facts,
    "its golden examples do not fit its labels": _has_golden,
    "its int8 examples do not fit its others": _has_int8_golden,
    "it says nothing below what is no probability": _has_abstaining,
    "its temperature is not above 0": _has_temperature,
}
