"""Arrays in files, written whole or not at all and never pickled; torch-free."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.corpus.atomic import atomic_file


def save_array(path: Path, array: NDArray[Any]) -> None:
    """Replace ``path`` by ``array`` in numpy's format. Raises StorageError."""
    with atomic_file(path) as file:
        np.save(file, array, allow_pickle=False)
