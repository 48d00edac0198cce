"""Documents as ids on disk: one flat array and the offset of each document.

A corpus is encoded once, in a stream, and read through a memory map: neither its text
nor its ids ever stand in memory whole (fastai #1195, #1703: 16 GB of RAM died on 0.3 GB of text).
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.corpus.atomic import replacing
from ulmfit_core.errors import InputError, StorageError
from ulmfit_core.json_file import parsed_json
from ulmfit_core.tokenizer import Tokenizer

_BATCH = 512  # documents encoded at a time


@dataclass(frozen=True, slots=True)
class TokenStore:
    """``ids`` [N] of all documents end to end; document d is ``ids[offsets[d]:offsets[d + 1]]``."""

    ids: NDArray[np.integer]
    offsets: NDArray[np.int64]
    n_bytes: int  # of UTF-8 text the ids came from

    @property
    def n_documents(self) -> int:
        """How many documents there are."""
        return len(self.offsets) - 1

    @property
    def n_tokens(self) -> int:
        """How many ids there are, every document's bos included."""
        return int(self.offsets[-1])

    def document(self, index: int) -> NDArray[np.integer]:
        """The ids of one document, bos first."""
        return self.ids[self.offsets[index] : self.offsets[index + 1]]

    def first(self, count: int) -> TokenStore:
        """The first ``count`` documents; their bytes in proportion to their tokens."""
        offsets = self.offsets[: count + 1]
        share = int(offsets[-1]) / self.n_tokens
        return TokenStore(self.ids, offsets, round(self.n_bytes * share))


def encode_documents(texts: Iterable[str], tokenizer: Tokenizer) -> TokenStore:
    """Encode ``texts`` into memory. Raises InputError where there are none."""
    chunks, lengths, n_bytes = [], [0], 0
    for batch in _batched(texts):
        n_bytes += sum(len(text.encode("utf-8", "replace")) for text in batch)
        for ids in tokenizer.encode_batch(batch):
            chunks.append(np.asarray(ids, dtype=_dtype(tokenizer)))
            lengths.append(len(ids))
    if not chunks:
        raise InputError("There are no texts to read.", "Give a file that holds some.")
    return TokenStore(np.concatenate(chunks), np.cumsum(lengths, dtype=np.int64), n_bytes)


def write_token_store(texts: Iterable[str], tokenizer: Tokenizer, folder: Path) -> TokenStore:
    """Encode ``texts`` into files under ``folder`` and open them; bounded memory.

    Raises InputError where there are no texts, StorageError where the disk is full.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "store.json").unlink(missing_ok=True)  # no store until the new one is whole
        with replacing(folder / "ids.bin") as sink:
            lengths, n_bytes = _write_ids(texts, tokenizer, sink)
        with replacing(folder / "offsets.npy") as sink:
            np.save(sink, np.cumsum(lengths, dtype=np.int64))
        dtype = _dtype(tokenizer).__name__
        facts = {"tokenizer": tokenizer.sha256, "bytes": n_bytes, "dtype": dtype}
        with replacing(folder / "store.json") as sink:
            sink.write(json.dumps(facts).encode())
    except OSError as error:
        raise StorageError(
            f"The encoded texts could not be written to {folder} ({error.strerror or error}).",
            "Free some disk space, then start again.",
        ) from error
    return open_token_store(folder)


def _write_ids(texts: Iterable[str], tokenizer: Tokenizer, sink: BinaryIO) -> tuple[list[int], int]:
    """Write all ids to ``sink``; 0 and the length of each document, and the texts' bytes."""
    lengths, n_bytes = [0], 0
    for batch in _batched(texts):
        n_bytes += sum(len(text.encode("utf-8", "replace")) for text in batch)
        for ids in tokenizer.encode_batch(batch):
            sink.write(np.asarray(ids, dtype=_dtype(tokenizer)).tobytes())
            lengths.append(len(ids))
    if len(lengths) == 1:
        raise InputError("There are no texts to read.", "Give a file that holds some.")
    return lengths, n_bytes


def open_token_store(folder: Path) -> TokenStore:
    """Open what ``write_token_store`` wrote, memory-mapped."""
    facts = parsed_json((folder / "store.json").read_text("utf-8"))
    offsets = np.load(folder / "offsets.npy", allow_pickle=False)
    ids = np.memmap(folder / "ids.bin", dtype=facts["dtype"], mode="r")
    return TokenStore(ids, offsets, int(facts["bytes"]))


def _dtype(tokenizer: Tokenizer) -> type[np.uint16] | type[np.uint32]:
    return np.uint16 if tokenizer.vocab_size <= 1 << 16 else np.uint32


def _batched(texts: Iterable[str]) -> Iterable[list[str]]:
    iterator = iter(texts)
    while batch := list(itertools.islice(iterator, _BATCH)):
        yield batch
