"""Opening files as bytes, whatever compresses them; detected by content, not by name."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import Any, BinaryIO, cast

from ulmfit_core.corpus.optional import require
from ulmfit_core.corpus.options import Compression
from ulmfit_core.errors import InputError

_MAGIC = {
    b"\x1f\x8b": Compression.GZIP,
    b"BZh": Compression.BZIP2,
    b"\xfd7zXZ\x00": Compression.XZ,
    b"\x28\xb5\x2f\xfd": Compression.ZSTANDARD,
}
MAGIC_BYTES = 6
_SUFFIXES = (".gz", ".bz2", ".xz", ".zst")

# A zstd block of 4 bytes may stand for 128 KiB, so small pieces keep memory bounded.
_ZSTANDARD_PIECE = 2048


def compression_of(head: bytes) -> Compression:
    """The compression that the first ``MAGIC_BYTES`` bytes of a file show."""
    for magic, compression in _MAGIC.items():
        if head.startswith(magic):
            return compression
    return Compression.NONE


def suffix_inside(name: str | PurePath) -> str:
    """The ending of a file's name, in small letters, without that of what compresses it."""
    path = PurePath(str(name).lower())
    return PurePath(path.stem).suffix if path.suffix in _SUFFIXES else path.suffix


def decompressed(raw: BinaryIO, compression: Compression) -> BinaryIO:
    """A stream of the bytes inside ``raw``; closing it leaves ``raw`` to its owner."""
    match compression:
        case Compression.GZIP:
            return cast(BinaryIO, gzip.open(raw))
        case Compression.BZIP2:
            return cast(BinaryIO, bz2.open(raw))
        case Compression.XZ:
            return cast(BinaryIO, lzma.open(raw))
        case Compression.ZSTANDARD:
            return io.BufferedReader(_ZstandardReader(raw), buffer_size=1 << 16)
        case _:
            return raw


class _ZstandardReader(io.RawIOBase):
    """Reads zstd frames one after another, and notices a file that ends inside one.

    The library's own ``stream_reader`` takes a truncated file for a whole one.
    """

    def __init__(self, raw: BinaryIO) -> None:
        self._library = require("zstandard", "Reading .zst files", "train")
        self._raw = raw
        self._frame: Any = None  # the frame under way
        self._compressed = b""
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready:
            if not self._advance():
                return 0
        n = min(len(buffer), len(self._ready))
        buffer[:n] = self._ready[:n]
        self._ready = self._ready[n:]
        return n

    def _advance(self) -> bool:
        """Decompress one piece; False at the end of the file."""
        piece = self._compressed or self._raw.read(_ZSTANDARD_PIECE)
        if not piece:
            if self._frame is not None:
                raise EOFError("the last zstd frame is incomplete")
            return False
        self._frame = self._frame or self._library.ZstdDecompressor().decompressobj()
        try:
            self._ready = memoryview(self._frame.decompress(piece))
        except self._library.ZstdError as error:
            raise zlib.error(str(error)) from error
        self._compressed = b""
        if self._frame.eof:
            self._compressed = self._frame.unused_data
            self._frame = None
        return True


# UnicodeDecodeError: names in a zip; texts are decoded without any
_BROKEN = (
    *(EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile, zipfile.BadZipFile),
    UnicodeDecodeError,
)


@contextmanager
def readable_errors(name: str) -> Iterator[None]:
    """Turn what a damaged or unreachable file raises into InputError."""
    try:
        yield
    except _BROKEN:
        raise _damaged(name) from None
    except NotImplementedError:  # zipfile, of methods such as Deflate64
        raise InputError(
            f"{name} is compressed by a method that is not known here.", "Unpack it yourself first."
        ) from None
    except FileNotFoundError:
        raise InputError(
            f"There is no file {name}.", "Check its name, and whether it was moved."
        ) from None
    except PermissionError:
        raise InputError(f"{name} may not be read.", "Check the file's permissions.") from None
    except OSError as error:
        if error.errno is None:  # bz2 reports damaged data so
            raise _damaged(name) from None
        raise InputError(f"{name} could not be read: {error.strerror}.") from error


def _damaged(name: str) -> InputError:
    return InputError(
        f"{name} is damaged: it ends too early or its compressed data are broken.",
        "Get the file again, or unpack it yourself and see what is left.",
    )
