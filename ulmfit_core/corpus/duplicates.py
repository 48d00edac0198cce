"""Finding texts that are the same but for case and spaces."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from ulmfit_core.normal_form import nfkc


def duplicate_key(text: str) -> bytes:
    """16 bytes that are equal for texts equal but for case, spaces and Unicode form."""
    normal = " ".join(nfkc(text).casefold().split())
    return hashlib.blake2b(normal.encode("utf-8", "replace"), digest_size=16).digest()


def duplicate_groups(texts: Iterable[str]) -> npt.NDArray[np.int64]:
    """For each text the index of the first one that is the same; its own where it is new.

    Shape [n_texts]. Fit as the ``groups`` of a split, so no text stands on both sides.
    """
    first: dict[bytes, int] = {}
    return np.array(
        [first.setdefault(duplicate_key(text), i) for i, text in enumerate(texts)], dtype=np.int64
    )
