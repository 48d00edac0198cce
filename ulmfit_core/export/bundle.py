"""``model.ulmfit``: a trained classifier in one zip, written whole or not at all.

Nothing in it is code and nothing is unpickled. ``SHA256SUMS`` finds damage; it cannot say
who made the file.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.corpus.atomic import replacing
from ulmfit_core.errors import ModelFileError, StorageError
from ulmfit_core.export.bundle_config import BundleConfig, Precision
from ulmfit_core.export.bundle_members import (
    ALL_MEMBERS,
    CARD,
    CONFIG,
    GRAPH,
    INT8_GRAPH,
    TOKENIZER,
    VOCABULARY,
    WEIGHTS,
    WORDS,
    MemberReader,
    damaged_model,
    write_members,
)
from ulmfit_core.export.config_reading import read_config
from ulmfit_core.export.safetensors_numpy import read_tensors
from ulmfit_core.export.weight_shapes import expected_shapes
from ulmfit_core.export.words_part import WordsPart

# What zipfile raises for a directory or a stream that is not as it should be.
_BROKEN_ZIP = (zipfile.BadZipFile, EOFError, NotImplementedError, UnicodeDecodeError, zlib.error)


@dataclass(frozen=True)
class ModelBundle:
    """A trained classifier; members that were not asked for are empty."""

    config: BundleConfig
    weights: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    tokenizer_bytes: bytes = b""
    onnx_bytes: bytes = b""
    int8_bytes: bytes = b""  # the graph with 8-bit weights; empty where those do not hold
    words: WordsPart | None = None  # None where the model looks at none
    card: str = ""

    def graph(self, precision: Precision) -> bytes:
        """The serialised graph of one precision; empty where it was not read or is not there."""
        return self.int8_bytes if precision is Precision.INT8 else self.onnx_bytes


def write_bundle(bundle: ModelBundle, path: str | Path) -> None:
    """Write ``bundle`` to ``path``, replacing what is there only once the new file is safe on disk.

    Raises StorageError when the disk refuses, ModelFileError when the parts do not fit together.
    """
    _check_tokenizer(bundle.config, bundle.tokenizer_bytes)
    _check_shapes(bundle.config, bundle.weights)
    _check_words(bundle.config, bundle.words)
    members = _members(bundle)
    path = Path(path)
    try:
        with replacing(path) as file:
            write_members(file, members)
    except OSError as error:
        kept = " What was there before is unchanged." if path.exists() else ""
        raise StorageError(
            f"The model could not be written to {path}: {error.strerror or error}.{kept}",
            "Free some space or choose another folder, then save again.",
        ) from error


def _members(bundle: ModelBundle) -> dict[str, bytes]:
    from safetensors.numpy import save

    weights = {name: np.asarray(array, order="C") for name, array in bundle.weights.items()}
    return {
        CONFIG: bundle.config.to_bytes(),
        WEIGHTS: save(weights),
        TOKENIZER: bundle.tokenizer_bytes,
        GRAPH: bundle.onnx_bytes,
        **({INT8_GRAPH: bundle.int8_bytes} if bundle.int8_bytes else {}),
        **_word_members(bundle.words),
        CARD: bundle.card.encode("utf-8"),
    }


def _word_members(words: WordsPart | None) -> dict[str, bytes]:
    if words is None:
        return {}
    return {VOCABULARY: words.vocabulary_bytes(), WORDS: words.tensor_bytes()}


def read_bundle(path: str | Path, *, members: Collection[str] = ALL_MEMBERS) -> ModelBundle:
    """Read the config and those of ``members`` from ``path``; the rest stays empty, and so does
    an int8 graph or a part about words that the model has not.

    Every member read is checked against its size limit and its SHA-256, the tokenizer against
    the config, the weights against the shapes the config implies. Raises ModelFileError when
    the file is missing, truncated, foreign, newer than this version, or its parts do not fit.
    """
    path = Path(path)
    try:
        with zipfile.ZipFile(path) as archive:
            return _read(MemberReader(archive), members)
    except FileNotFoundError as error:
        raise ModelFileError(f"There is no model file at {path}.", "Check the path.") from error
    except OSError as error:
        raise ModelFileError(f"{path} cannot be read: {error.strerror or error}.") from error
    except _BROKEN_ZIP as error:
        raise damaged_model(
            f"{path} is not a model file, or it was cut short or damaged."
        ) from error
    except ModelFileError as error:
        raise ModelFileError(f"{path}: {error.message}", error.hint) from error


def _read(reader: MemberReader, members: Collection[str]) -> ModelBundle:
    config_bytes = reader.read(CONFIG)
    # The version comes first: a newer file may well hold members we do not know.
    config = read_config(config_bytes)
    reader.check_names()
    absent = _absent(config)
    content = {CONFIG: config_bytes}
    content |= {name: reader.read(name) for name in members if name not in absent | {CONFIG}}
    reader.check_sums(content)
    return _checked(config, content)


def _absent(config: BundleConfig) -> set[str]:
    """Members that not every model has, and this one has not."""
    graphs = set() if config.precision is Precision.INT8 else {INT8_GRAPH}
    return graphs | (set() if config.words is not None else {VOCABULARY, WORDS})


def _checked(config: BundleConfig, content: Mapping[str, bytes]) -> ModelBundle:
    bundle = ModelBundle(
        config,
        weights=read_tensors(content[WEIGHTS]) if WEIGHTS in content else {},
        tokenizer_bytes=content.get(TOKENIZER, b""),
        onnx_bytes=content.get(GRAPH, b""),
        int8_bytes=content.get(INT8_GRAPH, b""),
        words=_words(content),
        card=content.get(CARD, b"").decode("utf-8", "replace"),
    )
    if TOKENIZER in content:
        _check_tokenizer(config, bundle.tokenizer_bytes)
    if WEIGHTS in content:
        _check_shapes(config, bundle.weights)
    if WORDS in content:
        _check_words(config, bundle.words)
    return bundle


def _check_tokenizer(config: BundleConfig, tokenizer_bytes: bytes) -> None:
    if hashlib.sha256(tokenizer_bytes).hexdigest() != config.tokenizer_sha256:
        raise damaged_model("Its tokenizer is not the one the model was trained with.")


def _words(content: Mapping[str, bytes]) -> WordsPart | None:
    if WORDS not in content:
        return None
    return WordsPart.from_bytes(content[VOCABULARY], content[WORDS])


def _check_words(config: BundleConfig, words: WordsPart | None) -> None:
    if words is not None:
        words.check(config.words, len(config.labels))
    elif config.words is not None:
        raise damaged_model("Its part about words is missing.")


def _check_shapes(config: BundleConfig, weights: Mapping[str, NDArray[Any]]) -> None:
    expected = expected_shapes(config)
    if missing := sorted(expected.keys() - weights.keys()):
        raise damaged_model(f"Its weights lack {missing[0]!r}.")
    if extra := sorted(weights.keys() - expected.keys()):
        raise damaged_model(f"Its weights hold {extra[0]!r}, which this model has not.")
    for name, shape in expected.items():
        if weights[name].shape != shape:
            raise damaged_model(
                f"Its weight {name!r} has the shape {weights[name].shape} instead of {shape}."
            )
