"""A file of a corpus, on disk or inside a zip, opened as the bytes its format defines."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, TextIO, cast

from ulmfit_core.corpus.compression import MAGIC_BYTES, compression_of, decompressed
from ulmfit_core.corpus.encoding import open_text, repaired
from ulmfit_core.corpus.options import Compression
from ulmfit_core.errors import InputError

# Workbooks and Parquet need to seek, so they are unpacked to a nameless temporary file.
_MAX_UNPACKED_BYTES = 4 << 30


@dataclass(frozen=True, slots=True)
class DataFile:
    """Where bytes come from; may be opened any number of times."""

    name: str  # for messages and ``Document.source``
    open_raw: Callable[[], BinaryIO]

    @classmethod
    def on_disk(cls, path: Path, name: str = "") -> DataFile:
        """A file of the file system."""
        called = repaired(name or path.name)
        return cls(called, lambda: _open_regular(path, called))

    def open(self, stack: ExitStack) -> BinaryIO:
        """The decompressed stream; ``stack`` closes it."""
        raw = stack.enter_context(self.open_raw())
        return stack.enter_context(decompressed(raw, self.compression()))

    def open_text(self, encoding: str, stack: ExitStack) -> TextIO:
        """The decompressed content as text, invalid bytes marked; ``stack`` closes it."""
        return stack.enter_context(open_text(self.open(stack), encoding))

    def open_seekable(self, stack: ExitStack) -> BinaryIO:
        """The decompressed bytes as a file that can seek.

        Raises InputError where a compressed file unpacks to more than 4 GiB.
        """
        stream = self.open(stack)
        if self.compression() is Compression.NONE and _is_plain_file(stream):
            return stream
        whole = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
        _copy(stream, whole, self.name)
        whole.seek(0)
        return cast(BinaryIO, whole)

    def head(self, n_bytes: int) -> bytes:
        """Up to ``n_bytes`` of the decompressed content."""
        with ExitStack() as stack:
            return self.open(stack).read(n_bytes)

    def compression(self) -> Compression:
        """What wraps the file, by its first bytes."""
        with self.open_raw() as raw:
            return compression_of(raw.read(MAGIC_BYTES))


def _open_regular(path: Path, name: str) -> BinaryIO:
    """Raises InputError for a pipe or a device among the files: opening it, or reading it to its
    end, may never be over."""
    if path.exists() and not path.is_file():
        raise InputError(
            f"{name} is neither a file nor a folder.",
            "What another program writes is read from standard input, given as -.",
        )
    return path.open("rb")


def _copy(stream: BinaryIO, whole: IO[bytes], name: str) -> None:
    n_bytes = 0
    while piece := stream.read(1 << 20):
        n_bytes += len(piece)
        if n_bytes > _MAX_UNPACKED_BYTES:
            raise InputError(f"{name} unpacks to more than 4 GiB.", "Split it, or save it as csv.")
        whole.write(piece)


def _is_plain_file(stream: BinaryIO) -> bool:
    try:
        return stream.seekable() and stream.fileno() >= 0
    except (OSError, AttributeError):
        return False
