"""rtf: the words that a program for rich text shows."""

from __future__ import annotations

import codecs
import re
from typing import BinaryIO

from ulmfit_core.corpus.optional import require
from ulmfit_core.corpus.readers.unreadable import damaged

_CODE_PAGE = re.compile(rb"\\ansicpg(\d+)")
_MOST_BYTES = 256 << 20  # pictures are written as digits
# What the library lets through of documents that end too early or contradict themselves.
_BROKEN = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def words_of_rich_text(stream: BinaryIO, name: str) -> str:
    """A line for each paragraph. Raises InputError for a document that is damaged."""
    library = require("striprtf.striprtf", "Reading rich text (RTF)", "train")
    raw = stream.read(_MOST_BYTES)
    encoding = _encoding(raw)
    try:
        text = library.rtf_to_text(raw.decode(encoding, "replace"), encoding, "replace")
        # Characters beyond U+FFFF are written as two halves, which the library leaves apart.
        return str(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    except _BROKEN:
        raise damaged(name) from None


def _encoding(raw: bytes) -> str:
    """Of letters that are not written in ASCII."""
    found = _CODE_PAGE.search(raw)
    try:
        return codecs.lookup(f"cp{found[1].decode('ascii')}").name if found else "cp1252"
    except LookupError:
        return "cp1252"
