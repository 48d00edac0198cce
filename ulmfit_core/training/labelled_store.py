"""Encoded texts with their targets, as a run reads them; torch-free."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.array_file import save_array
from ulmfit_core.token_store import TokenStore, open_token_store, write_token_store
from ulmfit_core.tokenizer import Tokenizer


@dataclass(frozen=True, slots=True)
class LabelledStore:
    """Documents and targets: [n] class indices, or [n, C] zeros and ones for multi-label."""

    documents: TokenStore
    targets: NDArray[np.int64]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Tokens of each document."""
        return np.diff(self.documents.offsets)


def write_labelled_store(
    texts: Iterable[str], targets: NDArray[np.int64], tokenizer: Tokenizer, folder: Path
) -> LabelledStore:
    """Encode ``texts`` into ``folder`` beside their targets. Raises StorageError."""
    documents = write_token_store(texts, tokenizer, folder)
    save_array(folder / "targets.npy", targets)
    return LabelledStore(documents, targets)


def open_labelled_store(folder: Path) -> LabelledStore:
    """Open what ``write_labelled_store`` wrote."""
    targets = np.load(folder / "targets.npy", allow_pickle=False)
    return LabelledStore(open_token_store(folder), targets)
