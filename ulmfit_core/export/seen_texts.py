"""Which texts taught a model, or were held out as it learnt and chose by: marks that know a text
again, but for case and spaces, and do not tell it. Who guesses a text can test it by them."""

from __future__ import annotations

import base64
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.corpus.duplicates import duplicate_key

_BYTES = 8  # of a mark: one in a million million texts is mistaken beside a million others
_MOST = 100_000  # marks, a megabyte


def marks_of(texts: Iterable[str], before: str | None = "") -> str:
    """The marks of ``texts`` and those from ``before`` in base64, in an order that says nothing of
    theirs; none where there are too many to keep, or nobody knows those from before (None)."""
    if before is None:
        return ""
    marks = _unpacked(before).union(map(_mark, texts))
    return base64.b64encode(b"".join(sorted(marks))).decode() if len(marks) <= _MOST else ""


def checked_marks(marks: str) -> str:
    """The same marks. Raises ValueError or TypeError where they are none."""
    _unpacked(marks)
    return marks


def are_seen(texts: Iterable[str], marks: str) -> NDArray[np.bool_]:
    """Which of n texts are among them [n]."""
    known = _unpacked(marks)
    return np.array([_mark(text) in known for text in texts], dtype=bool)


def _mark(text: str) -> bytes:
    return duplicate_key(text)[:_BYTES]


def _unpacked(marks: str) -> set[bytes]:
    whole = base64.b64decode(marks, validate=True)
    if len(whole) % _BYTES:
        raise ValueError("a mark is cut short")
    return {whole[start : start + _BYTES] for start in range(0, len(whole), _BYTES)}
