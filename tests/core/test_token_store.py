"""Token stores: what was encoded is what is read, from memory and from disk."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.builders import TEXTS, tiny_tokenizer
from ulmfit_core.errors import InputError, StorageError
from ulmfit_core.token_store import (
    encode_documents,
    open_token_store,
    write_token_store,
)


def test_store_on_disk_equals_one_in_memory(tmp_path: Path) -> None:
    texts = TEXTS * 100  # more than one batch
    memory = encode_documents(texts, tiny_tokenizer())
    write_token_store(texts, tiny_tokenizer(), tmp_path)
    disk = open_token_store(tmp_path)
    assert np.array_equal(disk.ids, memory.ids)
    assert np.array_equal(disk.offsets, memory.offsets)
    assert disk.n_bytes == memory.n_bytes == sum(len(t.encode()) for t in texts)
    assert isinstance(disk.ids, np.memmap)
    facts = json.loads((tmp_path / "store.json").read_text())
    assert facts["tokenizer"] == tiny_tokenizer().sha256


def test_documents_are_what_the_tokenizer_says() -> None:
    store = encode_documents(TEXTS, tiny_tokenizer())
    assert store.n_documents == len(TEXTS)
    assert store.n_tokens == len(store.ids)
    for index, text in enumerate(TEXTS):
        assert store.document(index).tolist() == tiny_tokenizer().encode(text)


def test_no_texts_at_all_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no texts"):
        write_token_store([], tiny_tokenizer(), tmp_path)
    with pytest.raises(InputError, match="no texts"):
        encode_documents([], tiny_tokenizer())
    assert list(tmp_path.iterdir()) == []


def test_full_disk_is_said_and_leaves_no_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_token_store(TEXTS, tiny_tokenizer(), tmp_path)

    def full(source: Path, target: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(StorageError, match="No space left"):
        write_token_store(TEXTS * 2, tiny_tokenizer(), tmp_path)
    assert not (tmp_path / "store.json").exists()
    assert not list(tmp_path.glob("*.partial"))


def test_interrupted_writing_leaves_no_store_behind(tmp_path: Path) -> None:
    def texts() -> Iterator[str]:
        yield from TEXTS * 100
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_token_store(texts(), tiny_tokenizer(), tmp_path)
    assert not (tmp_path / "store.json").exists()
    write_token_store(TEXTS, tiny_tokenizer(), tmp_path)
    assert json.loads((tmp_path / "store.json").read_text())["dtype"] == "uint16"
    assert open_token_store(tmp_path).n_documents == len(TEXTS)


def test_a_generator_and_a_lone_surrogate_are_taken(tmp_path: Path) -> None:
    store = write_token_store((t for t in ["a\ud800", "b"]), tiny_tokenizer(), tmp_path)
    assert store.n_documents == 2
    assert store.n_bytes == 3
