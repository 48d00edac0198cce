"""Arrays in files, written whole or not at all and never pickled; torch-free."""

from __future__ import annotations

from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.corpus.atomic import atomic_file


def save_array(path: Path, array: NDArray[Any]) -> None:
    """Replace ``path`` by ``array`` in numpy's format. Raises StorageError."""
    with atomic_file(path) as file:
        np.save(file, array, allow_pickle=False)


def load_array(path: Path, *, mapped: bool = False) -> Any:
    """What is in ``path``, in memory or ``mapped``. Raises OSError, and ValueError where it is no
    array, or not whole."""
    try:
        return np.load(path, mmap_mode="r" if mapped else None, allow_pickle=False)
    except (EOFError, SyntaxError, TokenError, OverflowError, TypeError) as error:
        raise ValueError(f"{path} is no array") from error
