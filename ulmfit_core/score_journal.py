"""Scores on disk as they are computed, so that a killed scoring can go on.

A file of equal blocks: the float32 scores of ``block_rows`` rows, then their CRC-32. What a
crash left incomplete at the end is found by that, and cut off.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.corpus.atomic import sync
from ulmfit_core.errors import StorageError

_CRC_BYTES = 4

Scores = NDArray[np.float32]


class ScoreJournal:
    """Blocks of scores, appended one by one; a context, which closes the file."""

    def __init__(
        self, path: Path, block_rows: int, n_columns: int, target: Path | None = None
    ) -> None:
        """Open or begin the journal at ``path``, of the scores that will go into the file
        ``target``. Raises StorageError where the disk refuses."""
        self._shape = (block_rows, n_columns)
        self._content_bytes = 4 * block_rows * n_columns
        self._name = (target or path).name
        with ExitStack() as opened:
            try:
                path.touch()
                self._file = opened.enter_context(path.open("r+b"))
                self.n_blocks = self._count_whole()
                self._file.truncate(self.n_blocks * self._block_bytes)
            except OSError as error:
                raise self._refused(error) from error
            opened.pop_all()

    def append(self, scores: Scores) -> None:
        """Add a block and let it reach the disk; one that is not full is filled up with NaN.

        Raises StorageError where the disk refuses.
        """
        block = np.full(self._shape, np.nan, dtype="<f4")
        block[: len(scores)] = scores
        content = block.tobytes()
        try:
            self._file.seek(self.n_blocks * self._block_bytes)
            self._file.write(content + crc32(content).to_bytes(_CRC_BYTES, "little"))
            self._file.flush()
            sync(self._file.fileno())
        except OSError as error:
            raise self._refused(error) from error
        self.n_blocks += 1

    def rows(self) -> Iterator[Scores]:
        """Every row, a block in memory at a time; the last block with its filling."""
        self._file.seek(0)
        for _ in range(self.n_blocks):
            content = self._file.read(self._block_bytes)[: self._content_bytes]
            yield from np.frombuffer(content, dtype="<f4").reshape(self._shape)

    def __enter__(self) -> ScoreJournal:
        return self

    def __exit__(self, *raised: object) -> None:
        self._file.close()

    @property
    def _block_bytes(self) -> int:
        return self._content_bytes + _CRC_BYTES

    def _count_whole(self) -> int:
        n = 0
        while len(block := self._file.read(self._block_bytes)) == self._block_bytes:
            content, crc = block[: self._content_bytes], block[self._content_bytes :]
            if crc32(content).to_bytes(_CRC_BYTES, "little") != crc:
                break
            n += 1
        return n

    def _refused(self, error: OSError) -> StorageError:
        return StorageError(
            f"The scores for {self._name} could not be written ({error.strerror or error}); "
            "what was there before is kept.",
            "Free some disk space, or check the folder and its permissions.",
        )
