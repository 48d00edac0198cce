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
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.corpus.atomic import replacing
from ulmfit_core.errors import ModelFileError, StorageError
from ulmfit_core.export.bundle_config import BundleConfig, Precision
from ulmfit_core.export.config_reading import read_config
from ulmfit_core.export.safetensors_numpy import read_tensors
from ulmfit_core.export.weight_shapes import expected_shapes
from ulmfit_core.export.words_part import WordsPart

CONFIG, WEIGHTS, TOKENIZER, GRAPH, INT8_GRAPH, VOCABULARY, WORDS, CARD, SUMS = (
    "config.json",
    "weights.safetensors",
    "tokenizer.model",
    "model.onnx",
    "model.int8.onnx",
    "words.json",
    "words.safetensors",
    "card.md",
    "SHA256SUMS",
)
ALL_MEMBERS = (CONFIG, WEIGHTS, TOKENIZER, GRAPH, INT8_GRAPH, VOCABULARY, WORDS, CARD)
GRAPHS = {Precision.FLOAT32: GRAPH, Precision.INT8: INT8_GRAPH}
TO_SCORE = (TOKENIZER, VOCABULARY, WORDS)  # beside a graph

_MEGABYTE = 2**20
_SIZE_LIMITS = {
    CONFIG: 64 * _MEGABYTE,
    WEIGHTS: 2048 * _MEGABYTE,
    TOKENIZER: 50 * _MEGABYTE,
    GRAPH: 2047 * _MEGABYTE,
    INT8_GRAPH: 2047 * _MEGABYTE,
    VOCABULARY: 64 * _MEGABYTE,
    WORDS: 1024 * _MEGABYTE,
    CARD: 16 * _MEGABYTE,
    SUMS: _MEGABYTE,
}
_EPOCH = (1980, 1, 1, 0, 0, 0)  # a fixed time, so that the same model gives the same bytes
# What zipfile raises for a directory or a stream that is not as it should be.
_BROKEN_ZIP = (zipfile.BadZipFile, EOFError, NotImplementedError, UnicodeDecodeError, zlib.error)
_HINT = "Copy or download the file again, or export it again from its project."


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
            _write_zip(file, members)
    except OSError as error:
        kept = " What was there before is unchanged." if path.exists() else ""
        raise StorageError(
            f"The model could not be written to {path}: {error.strerror or error}.{kept}",
            "Free some space or choose another folder, then save again.",
        ) from error


def _members(bundle: ModelBundle) -> dict[str, bytes]:
    from safetensors.numpy import save

    weights = {name: np.asarray(array, order="C") for name, array in bundle.weights.items()}
    members = {
        CONFIG: bundle.config.to_bytes(),
        WEIGHTS: save(weights),
        TOKENIZER: bundle.tokenizer_bytes,
        GRAPH: bundle.onnx_bytes,
        **({INT8_GRAPH: bundle.int8_bytes} if bundle.int8_bytes else {}),
        **_word_members(bundle.words),
        CARD: bundle.card.encode("utf-8"),
    }
    sums = [f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in members.items()]
    return {**members, SUMS: "".join(sums).encode("ascii")}


def _word_members(words: WordsPart | None) -> dict[str, bytes]:
    if words is None:
        return {}
    return {VOCABULARY: words.vocabulary_bytes(), WORDS: words.tensor_bytes()}


def _write_zip(file: IO[bytes], members: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.create_system = 3  # Unix, wherever we run
            info.external_attr = 0o644 << 16
            packs_well = name not in (WEIGHTS, GRAPH, INT8_GRAPH, WORDS)
            info.compress_type = zipfile.ZIP_DEFLATED if packs_well else zipfile.ZIP_STORED
            archive.writestr(info, data)


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
            return _read(archive, members)
    except FileNotFoundError as error:
        raise ModelFileError(f"There is no model file at {path}.", "Check the path.") from error
    except OSError as error:
        raise ModelFileError(f"{path} cannot be read: {error.strerror or error}.") from error
    except _BROKEN_ZIP as error:
        raise ModelFileError(
            f"{path} is not a model file, or it was cut short or damaged.", _HINT
        ) from error
    except ModelFileError as error:
        raise ModelFileError(f"{path}: {error.message}", error.hint) from error


def _read(archive: zipfile.ZipFile, members: Collection[str]) -> ModelBundle:
    infos = _directory(archive)
    sums = _sums(_member(archive, infos, SUMS))
    config_bytes = _member(archive, infos, CONFIG)
    # The version comes first: a newer file may well hold members we do not know.
    config = read_config(config_bytes)
    if unknown := sorted(set(infos) - set(_SIZE_LIMITS)):
        raise ModelFileError(f"It holds {unknown[0]!r}, which no model file has.", _HINT)
    content = {CONFIG: config_bytes}
    absent = {CONFIG} | (set() if config.precision is Precision.INT8 else {INT8_GRAPH})
    absent |= set() if config.words is not None else {VOCABULARY, WORDS}
    wanted = [name for name in members if name not in absent]
    content |= {name: _member(archive, infos, name) for name in wanted}
    for name, data in content.items():
        if sums.get(name) != hashlib.sha256(data).hexdigest():
            raise ModelFileError(f"Its {name} is damaged: the checksum differs.", _HINT)
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


def _directory(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    infos = {info.filename: info for info in archive.infolist()}
    if len(infos) != len(archive.infolist()):
        raise ModelFileError("It holds two members of the same name.", _HINT)
    if CONFIG not in infos or SUMS not in infos:
        raise ModelFileError("It is a zip file, but not a model of ULMFiT Studio.", _HINT)
    return infos


def _member(archive: zipfile.ZipFile, infos: Mapping[str, zipfile.ZipInfo], name: str) -> bytes:
    """The bytes of one member, never more than its limit whatever the directory claims."""
    if name not in infos:
        raise ModelFileError(f"It lacks its {name}.", _HINT)
    info, limit = infos[name], _SIZE_LIMITS[name]
    if info.flag_bits & 0x1:
        raise ModelFileError(f"Its {name} is encrypted.", "Ask for a copy that is not.")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ModelFileError(f"Its {name} is packed in a way no model file is.", _HINT)
    if info.file_size > limit:
        raise ModelFileError(f"Its {name} is larger than {limit // _MEGABYTE} MB.", _HINT)
    with archive.open(info) as member:
        return member.read(info.file_size)


def _sums(data: bytes) -> dict[str, str]:
    lines = data.decode("ascii", "replace").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def _check_tokenizer(config: BundleConfig, tokenizer_bytes: bytes) -> None:
    if hashlib.sha256(tokenizer_bytes).hexdigest() != config.tokenizer_sha256:
        raise ModelFileError("Its tokenizer is not the one the model was trained with.", _HINT)


def _words(content: Mapping[str, bytes]) -> WordsPart | None:
    if WORDS not in content:
        return None
    return WordsPart.from_bytes(content[VOCABULARY], content[WORDS])


def _check_words(config: BundleConfig, words: WordsPart | None) -> None:
    if words is not None:
        words.check(config.words, len(config.labels))
    elif config.words is not None:
        raise ModelFileError("Its part about words is missing.", _HINT)


def _check_shapes(config: BundleConfig, weights: Mapping[str, NDArray[Any]]) -> None:
    expected = expected_shapes(config)
    if missing := sorted(expected.keys() - weights.keys()):
        raise ModelFileError(f"Its weights lack {missing[0]!r}.", _HINT)
    if extra := sorted(weights.keys() - expected.keys()):
        raise ModelFileError(f"Its weights hold {extra[0]!r}, which this model has not.", _HINT)
    for name, shape in expected.items():
        if weights[name].shape != shape:
            raise ModelFileError(
                f"Its weight {name!r} has the shape {weights[name].shape} instead of {shape}.",
                _HINT,
            )
