"""rtf: the words that a program for rich text shows."""

from __future__ import annotations

import codecs
import re
from typing import BinaryIO

from ulmfit_core.corpus.optional import require
from ulmfit_core.corpus.readers.unreadable import damaged

_CODE_PAGE = re.compile(rb"\\ansicpg(\d+)")
_NOTE = re.compile(r"\{\s*\\footnote(?![a-z])")  # endnotes are called so as well
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)  # those with a stroke before them are words
_MOST_BYTES = 256 << 20  # pictures are written as digits
# What the library lets through of documents that end too early or contradict themselves.
_BROKEN = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def words_of_rich_text(stream: BinaryIO, name: str) -> str:
    """A line for each paragraph, notes after all.

    Raises InputError for a document that is damaged.
    """
    library = require("striprtf.striprtf", "Reading rich text (RTF)", "train")
    raw = stream.read(_MOST_BYTES)
    encoding = _encoding(raw)
    try:
        text = library.rtf_to_text(
            _notes_at_end(raw.decode(encoding, "replace")), encoding, "replace"
        )
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


def _notes_at_end(document: str) -> str:
    """With each note as a paragraph after all others; the library leaves out notes."""
    body, notes, place = [], [], 0
    for note in _NOTE.finditer(document):
        end = _end_of_group(document, note.start())
        body.append(document[place : note.start()])
        notes.append(f"\\par{{\\plain{document[note.end() : end]}")
        place = end
    head, brace, rest = "".join([*body, document[place:]]).rpartition("}")
    return "".join([head, *notes, brace, rest])


def _end_of_group(document: str, start: int) -> int:
    depth = 0
    for found in _BRACE.finditer(document, start):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if depth == 0 and found[0] == "}":
            return found.end()
    return len(document)
