"""``config.json`` of a model file, read; ``config_check`` looks at what it says."""

from __future__ import annotations

import json
from typing import Any

from ulmfit_core.architecture import Architecture
from ulmfit_core.errors import ModelFileError
from ulmfit_core.export.bundle_config import (
    FORMAT,
    FORMAT_VERSION,
    BundleConfig,
    GoldenExample,
    HeadConfig,
    Int8Check,
    WordsConfig,
)
from ulmfit_core.export.config_check import check_config, unusable
from ulmfit_core.export.seen_texts import checked_marks

_BROKEN = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)


def read_config(data: bytes) -> BundleConfig:
    """Read ``config.json``. Raises ModelFileError unless it is whole, ours and not newer."""
    try:
        record = json.loads(data.decode("utf-8"))
        _check_format(record)
        config = _parse(record)
        config.to_bytes()  # NaN, infinity and half a surrogate pair JSON reads but cannot write
    except _BROKEN as error:
        raise unusable("its settings are damaged") from error
    check_config(config)
    return config


def _check_format(record: Any) -> None:
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise unusable("it was not written by ULMFiT Studio")
    if record["format_version"] > FORMAT_VERSION:
        raise ModelFileError(
            f"This model file has format {record['format_version']}; "
            f"this version of ULMFiT Studio reads up to {FORMAT_VERSION}.",
            "Install a newer ULMFiT Studio.",
        )


def _parse(record: dict[str, Any]) -> BundleConfig:
    typed = {
        "architecture": Architecture(**record["architecture"]),
        "backward_architecture": _architecture(record.get("backward_architecture")),
        "head": HeadConfig(**record["head"]),
        "directions": _listed(record["directions"]),
        "labels": _listed(record["labels"]),
        "counted_as": _listed(record.get("counted_as", [])),
        "text_columns": _listed(record.get("text_columns", [])),
        "html": record.get("html", False),
        "seen": checked_marks(record.get("seen", "")),
        "label_kind": record.get("label_kind", ""),
        "tokenizer_sha256": record["tokenizer"]["sha256"],
        "thresholds": None if record["thresholds"] is None else _listed(record["thresholds"]),
        "temperature": float(record["temperature"]),
        "abstain_below": float(record.get("abstain_below", 0.0)),
        "golden": tuple(map(_golden, record["golden"])),
        "int8": _int8(record.get("int8")),
        "words": WordsConfig(**record["words"]) if record.get("words") else None,
    }
    plain = ("task", "preset", "seed", "base", "data", "metrics", "baseline", "versions")
    given = {name: record[name] for name in plain}
    given |= {name: record.get(name, {}) for name in ("test", "test_baseline", "definitions")}
    return BundleConfig(**typed, **given, training=record.get("training", {}))


def _architecture(record: dict[str, int] | None) -> Architecture | None:
    return None if record is None else Architecture(**record)


def _listed(values: Any) -> tuple[Any, ...]:
    """A list's values; a string, which is a sequence too, raises TypeError."""
    if not isinstance(values, list):
        raise TypeError
    return tuple(values)


def _golden(record: dict[str, Any]) -> GoldenExample:
    ids, probabilities = map(int, record["ids"]), map(float, record["probabilities"])
    return GoldenExample(record["text"], tuple(ids), tuple(probabilities))


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
