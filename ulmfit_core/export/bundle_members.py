"""The members of ``model.ulmfit``, a zip: their names, how large they may be, their checksums."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Mapping
from typing import IO

from ulmfit_core.errors import ModelFileError
from ulmfit_core.export.bundle_config import Precision

CONFIG, WEIGHTS, TOKENIZER, GRAPH, INT8_GRAPH, VOCABULARY, WORDS, CARD, _SUMS = (
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
    _SUMS: _MEGABYTE,
}
_EPOCH = (1980, 1, 1, 0, 0, 0)  # a fixed time, so that the same model gives the same bytes


def damaged_model(how: str) -> ModelFileError:
    """The error that says so."""
    return ModelFileError(
        how, "Copy or download the file again, or export it again from its project."
    )


def write_members(file: IO[bytes], members: Mapping[str, bytes]) -> None:
    """Write the zip, with the checksums of ``members`` as its last one."""
    sums = "".join(f"{_digest(data)}  {name}\n" for name, data in members.items())
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in {**members, _SUMS: sums.encode("ascii")}.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.create_system = 3  # Unix, wherever we run
            info.external_attr = 0o644 << 16
            packs_well = name not in (WEIGHTS, GRAPH, INT8_GRAPH, WORDS)
            info.compress_type = zipfile.ZIP_DEFLATED if packs_well else zipfile.ZIP_STORED
            archive.writestr(info, data)


class MemberReader:
    """Reads members of an open zip, which may come from anywhere."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        """Raises ModelFileError for a zip that is surely no model."""
        self._archive = archive
        self._infos = {info.filename: info for info in archive.infolist()}
        if len(self._infos) != len(archive.infolist()):
            raise damaged_model("It holds two members of the same name.")
        if CONFIG not in self._infos or _SUMS not in self._infos:
            raise damaged_model("It is a zip file, but not a model of ULMFiT Studio.")
        self._sums = _digests(self.read(_SUMS))

    def read(self, name: str) -> bytes:
        """The bytes of one member, never more than its limit whatever the directory claims.

        Raises ModelFileError where it is missing, larger, encrypted or packed in another way.
        """
        if name not in self._infos:
            raise damaged_model(f"It lacks its {name}.")
        info, limit = self._infos[name], _SIZE_LIMITS[name]
        if info.flag_bits & 0x1:
            raise ModelFileError(f"Its {name} is encrypted.", "Ask for a copy that is not.")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise damaged_model(f"Its {name} is packed in a way no model file is.")
        if info.file_size > limit:
            raise damaged_model(f"Its {name} is larger than {limit // _MEGABYTE} MB.")
        with self._archive.open(info) as member:
            return member.read(info.file_size)

    def check_names(self) -> None:
        """Raises ModelFileError where there is a member that no model file has."""
        if unknown := sorted(self._infos.keys() - _SIZE_LIMITS.keys()):
            raise damaged_model(f"It holds {unknown[0]!r}, which no model file has.")

    def check_sums(self, content: Mapping[str, bytes]) -> None:
        """Raises ModelFileError where a member's bytes are not those that were written."""
        for name, data in content.items():
            if self._sums.get(name) != _digest(data):
                raise damaged_model(f"Its {name} is damaged: the checksum differs.")


def _digests(sums: bytes) -> dict[str, str]:
    lines = sums.decode("ascii", "replace").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
