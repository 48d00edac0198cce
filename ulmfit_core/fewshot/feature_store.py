"""Pooled features on disk: one float16 row a document, appended window by window.

A row is kept as long as the text it was made of stays in its place; what was added later, or
came in the place of an undone import, is made anew.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.corpus.atomic import sync
from ulmfit_core.errors import StorageError

_FORMAT_VERSION = 1
_HASH_BYTES = 8


def text_hash(text: str) -> int:
    """A number of 64 bits that tells texts apart."""
    data = text.encode("utf-8", "replace")
    return int.from_bytes(hashlib.blake2b(data, digest_size=_HASH_BYTES).digest(), "little")


@dataclass(frozen=True)
class FeatureStore:
    """The files of one encoder's features in ``folder``; ``width`` features a row."""

    folder: Path
    width: int

    @classmethod
    def in_cache(cls, cache: Path, key: str, width: int) -> FeatureStore:
        """The store of the encoder ``key``, made when missing. Raises StorageError."""
        store = cls.of_cache(cache, key, width)
        try:
            store.folder.mkdir(parents=True, exist_ok=True)
            (store.folder / "store.json").write_text(json.dumps({"width": width}))
        except OSError as error:
            raise _unwritable(store.folder, error) from error
        return store

    @classmethod
    def of_cache(cls, cache: Path, key: str, width: int) -> FeatureStore:
        """The same where it is only read: without rows when it is missing."""
        return cls(cache / f"features-{key}-v{_FORMAT_VERSION}", width)

    @classmethod
    def drop_others(cls, cache: Path, prefix: str, key: str) -> None:
        """Delete the stores of other encoders whose keys begin alike: they can be made anew."""
        kept = cls.of_cache(cache, key, 0).folder
        for folder in cache.glob(f"features-{prefix}*"):
            if folder != kept:
                shutil.rmtree(folder, ignore_errors=True)

    @property
    def n_rows(self) -> int:
        """How many whole rows there are."""
        return min(_size(self._features) // (2 * self.width), _size(self._hashes) // _HASH_BYTES)

    def hashes(self) -> NDArray[np.uint64]:
        """The texts' hashes [n], as they were when their rows were made."""
        if not self.n_rows:
            return np.empty(0, np.uint64)
        return np.fromfile(self._hashes, np.uint64, count=self.n_rows)

    def features(self) -> NDArray[np.float16]:
        """All rows [n, width], memory-mapped."""
        n = self.n_rows
        if not n:
            return np.empty((0, self.width), np.float16)
        return np.memmap(self._features, np.float16, "r", shape=(n, self.width))

    def append(self, hashes: Sequence[int], rows: NDArray[np.float16]) -> None:
        """Add rows at the end, on the disk. Half a window, left by a kill, is dropped first.

        Raises StorageError where the disk is full; the rows before are kept.
        """
        self.keep_first(self.n_rows)
        try:
            _append(self._features, np.ascontiguousarray(rows).tobytes())
            # Last: until they are there too, the rows are none.
            _append(self._hashes, np.asarray(hashes, np.uint64).tobytes())
        except OSError as error:
            raise _unwritable(self.folder, error) from error

    def keep_same(self, wanted: Sequence[int]) -> None:
        """Drop every row from the first on whose text is another one than ``wanted`` says."""
        stored = self.hashes()
        n = min(len(stored), len(wanted))
        differs = np.flatnonzero(stored[:n] != np.asarray(wanted[:n], np.uint64))
        self.keep_first(int(differs[0]) if len(differs) else n)

    def keep_first(self, n: int) -> None:
        """Drop every row after the first ``n``."""
        for path, size in ((self._hashes, _HASH_BYTES), (self._features, 2 * self.width)):
            if _size(path) > n * size:
                with path.open("r+b") as file:
                    file.truncate(n * size)

    @property
    def _features(self) -> Path:
        return self.folder / "features.f16"

    @property
    def _hashes(self) -> Path:
        return self.folder / "hashes.u64"


def _append(path: Path, data: bytes) -> None:
    """Have ``data`` on the disk at the end of the file."""
    with path.open("ab") as sink:
        sink.write(data)
        sink.flush()
        sync(sink.fileno())


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _unwritable(folder: Path, error: OSError) -> StorageError:
    return StorageError(
        f"The features of the texts could not be written to {folder} ({error.strerror}).",
        "Free some disk space; what was computed so far is kept, and so is every label.",
    )
