"""The views of a corpus on disk: written as they were made, read block by block."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from ulmfit_core.array_file import load_array, save_array
from ulmfit_core.arrays import Matrix
from ulmfit_core.fewshot.stored_rows import ArrayFile, DenseRows, Rows, SparseRows
from ulmfit_core.fewshot.views import Views


def save_words(views: Views, folder: Path) -> None:
    """Write words and topics, as they were made, into ``folder``, each file whole.

    There are none in it from the first file to the last. Raises StorageError.
    """
    words: Any = views.words
    (folder / "topics.npy").unlink(missing_ok=True)  # so that a kill leaves no mixture
    groups = np.arange(views.n_documents) if views.groups is None else views.groups
    parts = {
        "words-data": words.data,
        "words-columns": words.indices,
        "words-rows": words.indptr,
        "words-shape": np.array(words.shape),
        "words-a-text": np.array(views.words_a_text),
        "groups": groups,
        "topics": np.asarray(views.topics, np.float16),
    }
    for name, array in parts.items():
        save_array(folder / f"{name}.npy", array)


def save_reading(reading: Matrix, folder: Path) -> None:
    """Write the language model's view into ``folder``. Raises StorageError."""
    save_array(folder / "reading.npy", reading.astype(np.float16))


def load_views(folder: Path) -> Views | None:
    """What was saved in ``folder``; None where there is nothing, or nothing whole."""
    with suppress(OSError, ValueError, TypeError):
        names = ("topics", "words-data", "words-columns")
        topics, values, columns = (ArrayFile.open(folder / f"{name}.npy") for name in names)
        starts, shape, groups, n_words = (
            load_array(folder / f"{name}.npy")
            for name in ("words-rows", "words-shape", "groups", "words-a-text")
        )
        words = SparseRows(values, columns, starts, tuple(shape.tolist()))
        reading = _load_reading(folder, topics.shape[0])
        return Views(words, DenseRows(topics), reading, groups, float(n_words))
    return None


def _load_reading(folder: Path, n: int) -> Rows | None:
    with suppress(OSError, ValueError):
        reading = ArrayFile.open(folder / "reading.npy")
        return DenseRows(reading) if reading.shape[0] == n else None
    return None
