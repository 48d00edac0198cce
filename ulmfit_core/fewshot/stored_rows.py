"""The rows of a view on disk, read block by block: a corpus of any size, a few megabytes at once.

Everything here is indexed as a matrix in memory is: by a slice, or by any rows in any order.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.array_file import load_array
from ulmfit_core.arrays import Ids, Matrix
from ulmfit_core.errors import StorageError

_ROWS_AT_ONCE = 4096


class ViewsGone(StorageError):
    """What was prepared has been made anew, or deleted, since it was opened."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"What was prepared for suggestions is no longer in {path.parent}.",
            "Open the project again; every label is kept.",
        )


class Rows(Protocol):
    """A matrix [n, d] in memory or on disk, dense or sparse."""

    @property
    def shape(self) -> tuple[int, ...]: ...

    def __getitem__(self, wanted: Any, /) -> Any: ...


def blocks(n: int) -> Iterator[slice]:
    """Slices that cover ``n`` rows in order."""
    for start in range(0, n, _ROWS_AT_ONCE):
        yield slice(start, min(n, start + _ROWS_AT_ONCE))


@dataclass(frozen=True, slots=True)
class ArrayFile:
    """A .npy file as it was when it was opened; nothing of it stays in memory, nor open."""

    path: Path
    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    offset: int  # bytes before the first row
    version: tuple[int, ...]

    @classmethod
    def open(cls, path: Path) -> ArrayFile:
        """Raises OSError, ValueError where it is no such file, or not whole."""
        mapped = load_array(path, mapped=True)
        return cls(path, mapped.dtype, mapped.shape, mapped.offset, _version(os.stat(path)))

    def read(self, start: int, stop: int) -> NDArray[Any]:
        """Rows ``start`` to ``stop``. Raises ViewsGone."""
        width = int(np.prod(self.shape[1:], dtype=np.int64))
        try:
            with self.path.open("rb", buffering=0) as file:
                is_same = _version(os.fstat(file.fileno())) == self.version
                file.seek(self.offset + start * width * self.dtype.itemsize)
                found = np.fromfile(file, self.dtype, (stop - start) * width)
        except OSError as error:
            raise ViewsGone(self.path) from error
        if not is_same or len(found) != (stop - start) * width:
            raise ViewsGone(self.path)
        return found.reshape(stop - start, *self.shape[1:])


@dataclass(frozen=True, slots=True)
class DenseRows:
    """Rows of float16 in a file, float32 when they are read."""

    file: ArrayFile

    @property
    def shape(self) -> tuple[int, ...]:
        return self.file.shape

    def __getitem__(self, wanted: slice | Ids) -> Matrix:
        n, width = self.shape
        if isinstance(wanted, slice):
            start, stop, _ = wanted.indices(n)
            return self.file.read(start, stop).astype(np.float32)
        result = np.empty((len(wanted), width), np.float32)
        for block, places in _blocks_of(wanted, n):
            result[places] = self.file.read(block.start, block.stop)[wanted[places] - block.start]
        return result


@dataclass(frozen=True, slots=True)
class SparseRows:
    """Compressed sparse rows: values and columns in files, only where rows begin in memory."""

    values: ArrayFile
    columns: ArrayFile
    starts: NDArray[np.integer[Any]]  # [n + 1]
    shape: tuple[int, ...]

    def __getitem__(self, wanted: slice | Ids) -> Any:
        from scipy.sparse import vstack

        n = self.shape[0]
        if isinstance(wanted, slice):
            start, stop, _ = wanted.indices(n)
            return self._read(start, stop)
        found = list(_blocks_of(wanted, n))
        if not found:
            return self._read(0, 0)
        parts = [self._read(b.start, b.stop)[wanted[places] - b.start] for b, places in found]
        places = np.concatenate([places for _, places in found])
        return vstack(parts, format="csr")[np.argsort(places)]

    def _read(self, start: int, stop: int) -> Any:
        from scipy.sparse import csr_matrix

        first, last = int(self.starts[start]), int(self.starts[stop])
        values, columns = self.values.read(first, last), self.columns.read(first, last)
        starts = self.starts[start : stop + 1] - first
        return csr_matrix((values, columns, starts), shape=(stop - start, self.shape[1]))


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Dense rows of several views as one matrix."""

    parts: tuple[Rows, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        return self.parts[0].shape[0], sum(part.shape[1] for part in self.parts)

    def __getitem__(self, wanted: slice | Ids) -> Matrix:
        return np.concatenate([part[wanted] for part in self.parts], axis=1, dtype=np.float32)


def _blocks_of(wanted: Ids, n: int) -> Iterator[tuple[slice, Ids]]:
    """Each block with some of these rows, and their places in ``wanted``."""
    block_of = wanted // _ROWS_AT_ONCE
    for block in np.unique(block_of).tolist():
        start = block * _ROWS_AT_ONCE
        yield slice(start, min(n, start + _ROWS_AT_ONCE)), np.flatnonzero(block_of == block)


def _version(status: os.stat_result) -> tuple[int, ...]:
    return status.st_ino, status.st_size, status.st_mtime_ns
