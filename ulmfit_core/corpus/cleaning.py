"""Tidying texts, and finding those that are the same but for case and spaces."""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)
_INNER_SPACE = re.compile(r"[^\S\r\n]+")
_LINE_ENDS = re.compile(r" ?(?:\r\n|\r|\n) ?")
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Cleaning:
    """What to tidy; nothing unless asked."""

    unescape_html: bool = False  # "&amp;" becomes "&", "<br />" a line end
    normalise_whitespace: bool = False  # runs of spaces to one, line ends to "\n"


def clean(text: str, cleaning: Cleaning) -> str:
    """``text`` tidied as ``cleaning`` says."""
    if cleaning.unescape_html:
        text = html.unescape(_BREAK_TAG.sub("\n", text))
    if cleaning.normalise_whitespace:
        text = _LINE_ENDS.sub("\n", _INNER_SPACE.sub(" ", text))
        text = _BLANK_LINES.sub("\n\n", text).strip()
    return text


def duplicate_key(text: str) -> bytes:
    """16 bytes that are equal for texts equal but for case, spaces and Unicode form."""
    normal = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return hashlib.blake2b(normal.encode("utf-8", "replace"), digest_size=16).digest()


def duplicate_groups(texts: Iterable[str]) -> npt.NDArray[np.int64]:
    """For each text the index of the first one that is the same; its own where it is new.

    Shape [n_texts]. Fit as the ``groups`` of a split, so no text stands on both sides.
    """
    first: dict[bytes, int] = {}
    return np.array(
        [first.setdefault(duplicate_key(text), i) for i, text in enumerate(texts)], dtype=np.int64
    )
