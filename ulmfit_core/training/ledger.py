"""What a model file keeps of how it was made, so that two of them can be compared; torch-free."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ulmfit_core.training.request_data import RequestData

LEARNT, HELD_OUT = "learnt_sha256", "held_out_sha256"
_PACKAGES = (
    *("ulmfit-studio", "torch", "scikit-learn", "sentencepiece"),
    *("onnx", "onnxruntime", "numpy"),
)
_LENGTH = 16  # hexadecimal digits: enough to tell two sets of texts apart


def text_facts(data: RequestData) -> dict[str, str]:
    """A hash of the texts and labels it learnt from, and one of those that measured it, if any."""
    parts = {LEARNT: data.train, HELD_OUT: data.valid}
    return {
        name: _digest(data.texts_of(indices), data.labels_of(indices))
        for name, indices in parts.items()
        if len(indices)
    }


def versions() -> dict[str, str]:
    """Of Python, and of the packages that a result may depend on."""
    found = {name: v for name in _PACKAGES if (v := _version(name))}
    return {**found, "python": platform.python_version()}


def run_facts(settings: Mapping[str, Any], lm_settings: Mapping[str, Any]) -> dict[str, Any]:
    """What was set by hand, and where it was computed."""
    return {
        "settings": dict(settings),
        "lm_settings": dict(lm_settings),
        "processor": _processor(),
    }


def are_comparable(first: Mapping[str, Any], second: Mapping[str, Any]) -> bool | None:
    """Whether the same held-out texts and labels measured both, by their facts about data; None
    where one does not tell."""
    marks = [facts.get(HELD_OUT) for facts in (first, second)]
    return None if None in marks else marks[0] == marks[1]


def _digest(texts: Sequence[str], labels: Sequence[tuple[str, ...]]) -> str:
    """The same in any order."""
    pairs = zip(texts, labels, strict=True)
    rows = sorted(json.dumps([text, sorted(given)]) for text, given in pairs)
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:_LENGTH]


def _processor() -> str:
    """Its name; what Python knows of it where the system does not tell."""
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text(errors="replace").splitlines() if facts.is_file() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, "") or platform.processor() or platform.machine()


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None
