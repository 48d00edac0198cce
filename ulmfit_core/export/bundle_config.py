"""``config.json`` of a model file: what the model is, what it learnt from, how well it does."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import Any

from ulmfit_core.errors import ModelFileError
from ulmfit_core.export.stated_facts import FACTS, is_number, is_text

FORMAT = "ulmfit-model"
FORMAT_VERSION = 3  # 1: no int8 graph; 2: no part about words; both still read
DIRECTIONS = ("forward", "backward")
_BROKEN = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)
LEAST_AGREEMENT = 0.995  # of the labels, for int8 to stand in for float32

Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BundleArchitecture:
    """Sizes of the encoder; the last layer is as wide as the embedding (tied softmax)."""

    vocab_size: int
    embedding_size: int
    hidden_size: int
    n_layers: int

    @property
    def layer_sizes(self) -> tuple[tuple[int, int], ...]:
        """Input and output width of each LSTM layer."""
        inner = [self.hidden_size] * (self.n_layers - 1)
        widths = [self.embedding_size, *inner, self.embedding_size]
        return tuple(pairwise(widths))


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
    n_characters: int  # runs of characters
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

    architecture: BundleArchitecture
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
    metrics: Mapping[str, Any] = field(default_factory=dict)  # Evaluation.to_json()
    baseline: Mapping[str, Any] = field(default_factory=dict)  # name -> Evaluation.to_json()
    versions: Mapping[str, str] = field(default_factory=dict)
    golden: tuple[GoldenExample, ...] = ()
    int8: Int8Check | None = None  # None: never tried
    words: WordsConfig | None = None  # None: the network alone speaks

    @property
    def precision(self) -> Precision:
        """The fastest that gives the model's own labels."""
        return Precision.INT8 if self.int8 is not None and self.int8.holds else Precision.FLOAT32

    @property
    def pooled_layers(self) -> range:
        """The LSTM layers whose pooled outputs the head sees."""
        n_layers = self.architecture.n_layers
        return range(0 if self.head.kind == "linear" else n_layers - 1, n_layers)

    @property
    def n_pooled(self) -> int:
        """How many numbers the head of one direction sees: last, maximum and mean of each."""
        return sum(3 * self.architecture.layer_sizes[i][1] for i in self.pooled_layers)

    def to_json(self) -> dict[str, Any]:
        """The content of ``config.json``."""
        record = dataclasses.asdict(self)
        record["tokenizer"] = {"sha256": record.pop("tokenizer_sha256")}
        return {"format": FORMAT, "format_version": FORMAT_VERSION, **record}

    def to_bytes(self) -> bytes:
        """``config.json`` itself: UTF-8, the same bytes for the same config."""
        text = json.dumps(self.to_json(), ensure_ascii=False, indent=1, allow_nan=False)
        return text.encode("utf-8")

    @classmethod
    def from_bytes(cls, data: bytes) -> BundleConfig:
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
    if type(record["format_version"]) is not int:
        raise _wrong("its settings are damaged")
    if record["format_version"] > FORMAT_VERSION:
        raise ModelFileError(
            f"This model file has format {record['format_version']}; "
            f"this version of ULMFiT Studio reads up to {FORMAT_VERSION}.",
            "Install a newer ULMFiT Studio.",
        )


def _parse(record: dict[str, Any]) -> BundleConfig:
    typed = {
        "architecture": BundleArchitecture(**record["architecture"]),
        "head": HeadConfig(**record["head"]),
        "directions": _listed(record["directions"]),
        "labels": _listed(record["labels"]),
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
    return BundleConfig(**typed, **{name: record[name] for name in plain})


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
    sizes = (*dataclasses.astuple(config.architecture), 1 if is_linear else config.head.hidden)
    terms = dataclasses.astuple(config.words) if config.words is not None else ()
    thresholds = config.thresholds or ()
    problems = {
        "its sizes are not whole numbers above 0": not all(
            type(n) is int and 0 < n < 2**31 for n in sizes
        )
        or config.architecture.n_layers > 64,
        "its directions are not forward or backward": config.directions
        not in (DIRECTIONS, DIRECTIONS[:1], DIRECTIONS[1:]),
        "its task is neither single nor multi": config.task not in ("single", "multi"),
        "its head is of a kind we do not know": not is_linear
        and (config.head.kind != "blocks" or config.head.norm not in ("batch", "layer")),
        "its words are not counted": not all(type(n) is int and 0 <= n < 2**31 for n in terms),
        "its labels are not different names": not config.labels
        or not all(map(is_text, config.labels))
        or len(set(config.labels)) != len(config.labels),
        "its thresholds do not fit its labels": not all(map(is_number, thresholds))
        or (len(thresholds) not in (0, len(config.labels) if config.task == "multi" else 0)),
        "what it says of itself is damaged": not all(
            is_fit(getattr(config, name)) for name, is_fit in FACTS.items()
        )
        or bool(config.baseline and not config.metrics),
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


def expected_shapes(config: BundleConfig) -> dict[str, Shape]:
    """Name and shape of every weight a model with this config has."""
    shapes: dict[str, Shape] = {}
    for direction in config.directions:
        shapes |= {f"{direction}.{name}": shape for name, shape in _encoder(config.architecture)}
        shapes |= {f"{direction}.{name}": shape for name, shape in _head(config)}
    return shapes


def _encoder(architecture: BundleArchitecture) -> list[tuple[str, Shape]]:
    shapes: list[tuple[str, Shape]] = [
        ("encoder.embedding.weight", (architecture.vocab_size, architecture.embedding_size))
    ]
    for i, (width, hidden) in enumerate(architecture.layer_sizes):
        layer = f"encoder.layers.{i}"
        shapes += [
            (f"{layer}.weight_ih_l0", (4 * hidden, width)),
            (f"{layer}.weight_hh_l0", (4 * hidden, hidden)),
            (f"{layer}.bias_ih_l0", (4 * hidden,)),
            (f"{layer}.bias_hh_l0", (4 * hidden,)),
        ]
    return shapes


def _head(config: BundleConfig) -> list[tuple[str, Shape]]:
    if config.head.kind == "linear":
        n_labels = len(config.labels)
        return [("head.weight", (n_labels, config.n_pooled)), ("head.bias", (n_labels,))]
    widths = (config.n_pooled, config.head.hidden, len(config.labels))
    statistics = ("running_mean", "running_var") if config.head.norm == "batch" else ()
    shapes: list[tuple[str, Shape]] = []
    for j, (inputs, outputs) in enumerate(pairwise(widths)):
        block = f"head.blocks.{j}"
        names = ("weight", "bias", *statistics)
        shapes += [(f"{block}.norm.{name}", (inputs,)) for name in names]
        if statistics:
            shapes.append((f"{block}.norm.num_batches_tracked", ()))
        shapes.append((f"{block}.linear.weight", (outputs, inputs)))
        shapes.append((f"{block}.linear.bias", (outputs,)))
    return shapes


def _wrong(why: str) -> ModelFileError:
    return ModelFileError(
        f"This is not a model file we can use: {why}.", "Copy or download the file again."
    )
