"""``config.json`` of a model file: what the model is, what it learnt from, how well it does."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ulmfit_core.architecture import Architecture
from ulmfit_core.corpus.options import TextCells
from ulmfit_core.joined_labels import JoinedLabels

FORMAT = "ulmfit-model"
# 1: no int8 graph; 2: no words; 3: runs up to 3 characters; 4: one architecture; 5: no labels that
# count as one; 6: marks of some scripts in words; all still read
FORMAT_VERSION = 7
DIRECTIONS = ("forward", "backward")
NO_BASE = "none"  # the base of an encoder that was trained from scratch
LEAST_AGREEMENT = 0.995  # of the labels, for int8 to stand in for float32


@dataclass(frozen=True, slots=True)
class HeadConfig:
    """The classifier head.

    ``blocks``: two blocks of norm, dropout and linear on the last layer's pooled outputs (ULMFiT,
    section 3.3). ``linear``: one linear map on those of every layer.
    """

    hidden: int = 50  # of blocks
    norm: str = "batch"  # of blocks; or "layer"
    kind: str = "blocks"


LINEAR_HEAD = HeadConfig(hidden=0, norm="", kind="linear")


@dataclass(frozen=True, slots=True)
class WordsConfig:
    """Sizes of the part that looks at words."""

    n_words: int  # words and pairs of words
    n_characters: int  # runs of characters, of any lengths
    n_topics: int


@dataclass(frozen=True, slots=True)
class GoldenExample:
    """A text and what the model made of it when it was exported."""

    text: str
    ids: tuple[int, ...]  # as Tokenizer.encode gives them
    probabilities: tuple[float, ...]


class Precision(StrEnum):
    """In what numbers the graph computes."""

    FLOAT32 = "float32"
    INT8 = "int8"


@dataclass(frozen=True, slots=True)
class Int8Check:
    """What the graph with 8-bit weights did beside the exact one when it was exported."""

    n: int  # texts both read
    agreement: float  # share of them with the same labels
    largest_difference: float  # of a probability
    golden: tuple[tuple[float, ...], ...]  # its own probabilities of the golden texts
    float32_layers: int = 0  # LSTM layers, the first ones, that were left in float32

    @property
    def holds(self) -> bool:
        """Whether the file carries it."""
        return self.agreement >= LEAST_AGREEMENT


@dataclass(frozen=True, slots=True)
class BundleConfig:
    """Everything about a model but its weights. Plain dicts are facts for people, not settings."""

    architecture: Architecture
    directions: tuple[str, ...]
    head: HeadConfig
    task: str  # "single" or "multi"
    labels: tuple[str, ...]
    tokenizer_sha256: str
    thresholds: tuple[float, ...] | None = None  # multi-label only
    temperature: float = 1.0
    abstain_below: float = 0.0  # single-label only: no label where the likeliest is less likely
    preset: str = ""
    seed: int = 0
    base: Mapping[str, Any] = field(default_factory=dict)  # name, bits_per_byte, fine_tuned
    data: Mapping[str, Any] = field(default_factory=dict)  # n_train, n_valid, label_counts, ...
    training: Mapping[str, Any] = field(default_factory=dict)  # settings, processor, ...
    metrics: Mapping[str, Any] = field(default_factory=dict)  # Evaluation.to_json()
    baseline: Mapping[str, Any] = field(default_factory=dict)  # name -> Evaluation.to_json()
    test: Mapping[str, Any] = field(default_factory=dict)  # metrics on a test set, at export
    test_baseline: Mapping[str, Any] = field(default_factory=dict)  # name -> the same
    versions: Mapping[str, str] = field(default_factory=dict)
    golden: tuple[GoldenExample, ...] = ()
    int8: Int8Check | None = None  # None: never tried
    words: WordsConfig | None = None  # None: the network alone speaks
    backward_architecture: Architecture | None = None  # None: as the forward one
    counted_as: tuple[str, ...] = ()  # what each label is since some were merged; (): itself
    text_columns: tuple[str, ...] = ()  # that its texts were joined of; (): nobody knows
    html: bool = False  # whether those held HTML, of which the words were read
    definitions: Mapping[str, str] = field(default_factory=dict)  # what labels mean, by their names
    seen: str = ""  # marks of texts that taught or measured it (seen_texts); "": nobody knows
    label_kind: str = ""  # what the labels are the names of: int, float or bool; "": words

    @property
    def precision(self) -> Precision:
        """The fastest that gives the model's own labels."""
        return Precision.INT8 if self.int8 is not None and self.int8.holds else Precision.FLOAT32

    @property
    def columns(self) -> JoinedLabels:
        """What the probabilities of its graph count as."""
        return JoinedLabels.of(self.counted_as or self.labels)

    @property
    def text_cells(self) -> TextCells:
        """What its texts were made of."""
        return TextCells(self.text_columns, self.html)

    @property
    def is_chosen(self) -> bool:
        """Whether the texts that measured it chose which weights to keep."""
        return bool(self.training.get("chosen_by_held_out"))

    @property
    def set_by_hand(self) -> dict[str, str]:
        """The settings of both stages that are not the preset's, as ``--set`` takes them."""
        stages = {"": "settings", "language model: ": "lm_settings"}
        return {
            f"{stage}{name}": _as_typed(value)
            for stage, kind in stages.items()
            for name, value in self.training.get(kind, {}).items()
        }

    def architecture_of(self, direction: str) -> Architecture:
        """Sizes of the encoder that reads in ``direction``."""
        own = self.backward_architecture if direction == "backward" else None
        return own or self.architecture

    def pooled_layers(self, direction: str) -> range:
        """The LSTM layers whose pooled outputs the head sees."""
        n_layers = self.architecture_of(direction).n_layers
        return range(0 if self.head.kind == "linear" else n_layers - 1, n_layers)

    def n_pooled(self, direction: str) -> int:
        """How many numbers the head of a direction sees: last, maximum and mean of each layer."""
        sizes = self.architecture_of(direction).layer_sizes
        return sum(3 * sizes[i][1] for i in self.pooled_layers(direction))

    def to_json(self) -> dict[str, Any]:
        """The content of ``config.json``."""
        record = dataclasses.asdict(self)
        record["tokenizer"] = {"sha256": record.pop("tokenizer_sha256")}
        return {"format": FORMAT, "format_version": FORMAT_VERSION, **record}

    def to_bytes(self) -> bytes:
        """``config.json`` itself: UTF-8, the same bytes for the same config."""
        text = json.dumps(self.to_json(), ensure_ascii=False, indent=1, allow_nan=False)
        return text.encode("utf-8")


def _as_typed(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ",".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
