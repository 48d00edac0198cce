"""doc: what Word 97 to 2003 wrote, pieces of text in a compound file ([MS-DOC] 2.4.1, 2.5)."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from itertools import accumulate, pairwise
from typing import Any, BinaryIO

from ulmfit_core.corpus.readers.compound_file import BROKEN, open_compound
from ulmfit_core.corpus.readers.unreadable import damaged, protected
from ulmfit_core.errors import InputError

_WORD_97 = 0xC1  # the first version that numbers its parts so
_VERSION, _FLAGS, _COUNTS, _PIECES = 0x02, 0x0A, 0x4C, 0x1A2  # places in the header
_ENCRYPTED, _SECOND_TABLE = 0x100, 0x200
_BODY, _FOOTNOTES, _ENDNOTES, _BOXES = 0, 1, 5, 6  # of the seven parts, one after the other
_PROPERTIES, _TABLE = 1, 2  # what a record of the table of pieces begins with
_NARROW = 1 << 30  # a piece of one byte a character, at half of its place
_CODE = re.compile("\x13[^\x13\x14\x15]*(?:\x14([^\x13\x14\x15]*))?\x15")  # a field, and its result
_SIGNS = str.maketrans({"\r": "\n", "\x07": "\n", "\x0b": "\n", "\x0c": "\n", "\x1e": "-"})
_UNSEEN = dict.fromkeys(map(ord, "\x01\x02\x05\x08\x13\x14\x15\x1f"))


def words_of_old_word(stream: BinaryIO, name: str, max_characters: int) -> str:
    """A line for each paragraph and each cell, then text in boxes and notes. What was deleted
    while changes were tracked is still read; reading ends soon after ``max_characters``.

    Raises InputError for a document that is protected, damaged, or older than Word 97.
    """
    try:
        with open_compound(stream) as file:
            return _words(file, name, max_characters)
    except BROKEN:
        raise damaged(name) from None


def _words(file: Any, name: str, max_characters: int) -> str:
    if file.exists("EncryptedPackage"):  # of a newer Word
        raise protected(name)
    header = file.openstream("WordDocument").read()
    (version,) = struct.unpack_from("<H", header, _VERSION)
    (flags,) = struct.unpack_from("<H", header, _FLAGS)
    if flags & _ENCRYPTED:
        raise protected(name)
    if version < _WORD_97:
        raise InputError(f"{name} is older than Word 97.", "Save it again with a newer program.")
    table = file.openstream("1Table" if flags & _SECOND_TABLE else "0Table").read()
    at, size = struct.unpack_from("<II", header, _PIECES)
    text = "".join(_pieces(header, _piece_table(table[at : at + size]), max_characters))
    ends = [0, *accumulate(struct.unpack_from("<7i", header, _COUNTS))]
    parts = [text[start:end] for start, end in pairwise(ends)]
    return "\n".join(_shown(parts[part]) for part in (_BODY, _BOXES, _FOOTNOTES, _ENDNOTES))


def _piece_table(records: bytes) -> bytes:
    """Behind records of properties that pieces have."""
    at = 0
    while records[at] == _PROPERTIES:
        at += 3 + struct.unpack_from("<H", records, at + 1)[0]
    if records[at] != _TABLE:
        raise ValueError("no table of pieces")
    return records[at + 5 :]


def _pieces(data: bytes, table: bytes, max_characters: int) -> Iterator[str]:
    """Many pieces may lie in one place: a small file could be any text of any length."""
    n = (len(table) - 4) // 12
    starts = struct.unpack_from(f"<{n + 1}I", table)
    for number, (start, end) in enumerate(pairwise(starts)):
        (place,) = struct.unpack_from("<I", table, 4 * (n + 1) + 8 * number + 2)
        if place & _NARROW:
            at = (place & ~_NARROW) // 2
            piece = data[at : at + end - start].decode("cp1252", "replace")
        else:
            piece = data[place : place + 2 * (end - start)].decode("utf-16-le", "replace")
        yield piece
        max_characters -= len(piece)
        if max_characters < 0:
            return


def _shown(text: str) -> str:
    """Fields by their results, from the innermost on."""
    n_found = 1
    while n_found:
        text, n_found = _CODE.subn(r"\1", text)
    return text.translate(_SIGNS).translate(_UNSEEN)
