"""``config.json`` of a model file, read and checked."""

from __future__ import annotations

import dataclasses
import json
import math
from typing import Any

from ulmfit_core.errors import ModelFileError
from ulmfit_core.export.bundle_config import (
    DIRECTIONS,
    FORMAT,
    FORMAT_VERSION,
    LINEAR_HEAD,
    BundleArchitecture,
    BundleConfig,
    GoldenExample,
    HeadConfig,
    Int8Check,
    WordsConfig,
)
from ulmfit_core.export.stated_facts import FACTS, is_number, is_text

_BROKEN = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)


def read_config(data: bytes) -> BundleConfig:
    """Read ``config.json``. Raises ModelFileError unless it is whole, ours and not newer."""
    try:
        record = json.loads(data.decode("utf-8"))
        _check_format(record)
        config = _parse(record)
        config.to_bytes()  # NaN, infinity and half a surrogate pair JSON reads but cannot write
    except _BROKEN as error:
        raise _wrong("its settings are damaged") from error
    _check(config)
    return config


def _check_format(record: Any) -> None:
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise _wrong("it was not written by ULMFiT Studio")
    if record["format_version"] > FORMAT_VERSION:
        raise ModelFileError(
            f"This model file has format {record['format_version']}; "
            f"this version of ULMFiT Studio reads up to {FORMAT_VERSION}.",
            "Install a newer ULMFiT Studio.",
        )


def _parse(record: dict[str, Any]) -> BundleConfig:
    typed = {
        "architecture": BundleArchitecture(**record["architecture"]),
        "backward_architecture": _architecture(record.get("backward_architecture")),
        "head": HeadConfig(**record["head"]),
        "directions": _listed(record["directions"]),
        "labels": _listed(record["labels"]),
        "counted_as": _listed(record.get("counted_as", [])),
        "text_columns": _listed(record.get("text_columns", [])),
        "html": record.get("html", False),
        "tokenizer_sha256": record["tokenizer"]["sha256"],
        "thresholds": None if record["thresholds"] is None else _listed(record["thresholds"]),
        "temperature": float(record["temperature"]),
        "abstain_below": float(record.get("abstain_below", 0.0)),
        "golden": tuple(
            GoldenExample(
                g["text"], tuple(map(int, g["ids"])), tuple(map(float, g["probabilities"]))
            )
            for g in record["golden"]
        ),
        "int8": _int8(record.get("int8")),
        "words": WordsConfig(**record["words"]) if record.get("words") else None,
    }
    plain = ("task", "preset", "seed", "base", "data", "metrics", "baseline", "versions")
    given = {name: record[name] for name in plain}
    given |= {name: record.get(name, {}) for name in ("test", "test_baseline")}
    return BundleConfig(**typed, **given, training=record.get("training", {}))


def _architecture(record: dict[str, int] | None) -> BundleArchitecture | None:
    return None if record is None else BundleArchitecture(**record)


def _listed(values: Any) -> tuple[Any, ...]:
    """A list's values; a string, which is a sequence too, raises TypeError."""
    if not isinstance(values, list):
        raise TypeError
    return tuple(values)


def _int8(record: dict[str, Any] | None) -> Int8Check | None:
    if record is None:
        return None
    golden = tuple(tuple(map(float, row)) for row in record["golden"])
    return Int8Check(
        int(record["n"]),
        float(record["agreement"]),
        float(record["largest_difference"]),
        golden,
        int(record.get("float32_layers", 0)),
    )


def _check(config: BundleConfig) -> None:
    is_linear = config.head == LINEAR_HEAD
    encoders = [config.architecture_of(direction) for direction in DIRECTIONS]
    sizes = [1 if is_linear else config.head.hidden]
    sizes += [n for encoder in encoders for n in dataclasses.astuple(encoder)]
    terms = dataclasses.astuple(config.words) if config.words is not None else ()
    thresholds = config.thresholds or ()
    problems = {
        "its sizes are not whole numbers above 0": not all(
            type(n) is int and 0 < n < 2**31 for n in sizes
        )
        or max(encoder.n_layers for encoder in encoders) > 64,
        "its directions have not the same pieces": encoders[0].vocab_size != encoders[1].vocab_size,
        "its directions are not forward or backward": config.directions
        not in (DIRECTIONS, DIRECTIONS[:1], DIRECTIONS[1:]),
        "its task is neither single nor multi": config.task not in ("single", "multi"),
        "its head is of a kind we do not know": not is_linear
        and (config.head.kind != "blocks" or config.head.norm not in ("batch", "layer")),
        "its words are not counted": not all(type(n) is int and 0 <= n < 2**31 for n in terms),
        "its labels are not different names": not config.labels
        or not all(map(is_text, config.labels))
        or len(set(config.labels)) != len(config.labels),
        "what its labels count as does not fit them": not all(map(is_text, config.counted_as))
        or len(config.counted_as) not in (0, len(config.labels)),
        "the columns of its texts have no names": not all(map(is_text, config.text_columns)),
        "whether its texts were HTML is not said": not isinstance(config.html, bool),
        "its thresholds do not fit its labels": not all(map(is_number, thresholds))
        or (len(thresholds) not in (0, len(config.labels) if config.task == "multi" else 0)),
        "what it says of itself is damaged": not all(
            is_fit(getattr(config, name)) for name, is_fit in FACTS.items()
        )
        or bool(config.baseline and not config.metrics)
        or bool(config.test_baseline and not config.test),
        "its golden examples do not fit its labels": any(
            not is_text(example.text) or len(example.probabilities) != len(config.labels)
            for example in config.golden
        ),
        "its int8 examples do not fit its others": config.int8 is not None
        and [len(row) for row in config.int8.golden]
        != [len(example.probabilities) for example in config.golden],
        "it says nothing below what is no probability": not 0 <= config.abstain_below <= 1
        or (config.abstain_below > 0 and config.task != "single"),
        "its temperature is not above 0": not 0 < config.temperature < math.inf,
    }
    for problem, found in problems.items():
        if found:
            raise _wrong(problem)


def _wrong(why: str) -> ModelFileError:
    return ModelFileError(
        f"This is not a model file we can use: {why}.", "Copy or download the file again."
    )
