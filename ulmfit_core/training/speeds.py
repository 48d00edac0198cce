"""How fast this computer trains, as a probe measured it once; torch-free."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ulmfit_core.errors import StorageError
from ulmfit_core.json_file import read_record, write_json
from ulmfit_core.training.finetune_jobs import ClassifierJob, LanguageModelJob
from ulmfit_core.training.presets import STANDARD, Preset

_FORMAT = 3  # another one after a change that makes what was measured wrong
_SHARED = ("embedding_size", "hidden_size", "n_layers", "precision", "device")


@dataclass(frozen=True, slots=True)
class SpeedRequest:
    """All that the speed of a step depends on."""

    base: str
    device: str
    precision: str
    gentle: bool
    embedding_size: int  # these three only from scratch
    hidden_size: int
    n_layers: int
    streams: int  # of the language model, side by side
    stream_parts: int  # one after the other
    window: int  # tokens between its updates
    documents: int  # of the classifier, an update
    document_parts: int  # one after the other
    document_tokens: int  # an update at most
    chunk: int  # tokens between two truncations of its gradient

    @property
    def key(self) -> str:
        """The same for equal requests, and in a file as well."""
        return json.dumps([_FORMAT, *asdict(self).values()])


@dataclass(frozen=True, slots=True)
class Speeds:
    """Tokens a second, and the most memory in bytes, of each kind of work."""

    language_model: float  # an update
    language_model_reading: float  # measuring its perplexity
    classifier: float  # an update with everything thawed
    head: float  # an update of the head alone, everything below frozen
    reading: float  # answering
    instant: float  # reading for an instant head
    head_memory: int
    classifier_memory: int
    language_model_memory: int


def speed_request(
    preset: Preset,
    base: str,
    settings: Mapping[str, Any],
    lm_settings: Mapping[str, Any],
    *,
    gentle: bool,
) -> SpeedRequest:
    """What has to be known to estimate ``preset`` with these settings changed."""
    template = preset.language_model or STANDARD.language_model
    assert template is not None
    above = STANDARD.classifier if preset.is_instant else preset.classifier
    classifier: dict[str, Any] = {**asdict(above), **settings}
    reader: dict[str, Any] = {**asdict(template), **lm_settings}
    return SpeedRequest(
        base=base,
        gentle=gentle,
        streams=reader["batch_size"],
        stream_parts=reader["batch_parts"],
        window=reader["bptt"],
        documents=classifier["batch_size"],
        document_parts=classifier["batch_parts"],
        document_tokens=classifier["batch_tokens"],
        chunk=classifier["bptt"],
        **{name: classifier[name] for name in _SHARED},
    )


def language_model_job(request: SpeedRequest, **more: Any) -> LanguageModelJob:
    """A job of this speed."""
    return LanguageModelJob(
        **{name: getattr(request, name) for name in _SHARED},
        batch_size=request.streams,
        batch_parts=request.stream_parts,
        bptt=request.window,
        **more,
    )


def classifier_job(request: SpeedRequest, **more: Any) -> ClassifierJob:
    """A job of this speed."""
    return ClassifierJob(
        **{name: getattr(request, name) for name in _SHARED},
        batch_size=request.documents,
        batch_parts=request.document_parts,
        batch_tokens=request.document_tokens,
        bptt=request.chunk,
        **more,
    )


class SpeedCache:
    """What was measured on this computer, in one JSON file that may be deleted at any time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writing = threading.Lock()  # the window notes what a run showed, a thread measures

    def get(self, request: SpeedRequest) -> Speeds | None:
        """None where it has not been measured, or the file cannot be read."""
        try:
            return Speeds(**self._read()[request.key])
        except (KeyError, TypeError):
            return None

    def put(self, request: SpeedRequest, speeds: Speeds) -> None:
        """Keep what was measured."""
        self._put(request.key, asdict(speeds))

    def devices(self, machine: str) -> tuple[str, ...] | None:
        """Where ``machine`` can train; None where nobody has looked."""
        found = self._read().get(f"devices of {machine}")
        return tuple(found) if isinstance(found, list) else None

    def put_devices(self, machine: str, devices: Sequence[str]) -> None:
        """Keep where ``machine`` can train."""
        self._put(f"devices of {machine}", list(devices))

    def _put(self, key: str, value: Any) -> None:
        """Do without where the disk refuses: it can be measured again."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self._writing:
                write_json(self.path, {**self._read(), key: value})
        except (OSError, StorageError):
            return

    def _read(self) -> dict[str, Any]:
        return read_record(self.path) or {}
