"""ISO-2022-JP as Japanese mail programs write it: Microsoft's code page 50221.

Python's codec reads it as RFC 1468 has it, without half-width kana and the signs that NEC and IBM
added (①, ㈱, 髙 …), and gives up at the first. Importing this module registers the codec.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

CP50221 = "cp50221"
_ESCAPE = re.compile(rb"\x1b(\([BIJ]|\$[@B])")
_CUT_ESCAPE = re.compile(rb"\x1b[($]?\Z")
_SHOWS = re.compile(rb"\x1b\$[@B](?:[\x21-\x7e]{2})+")
_PAIRS, _KANA = re.compile(rb"(?:[\x21-\x7e]{2})+"), re.compile(rb"[\x21-\x5f]+")
_PLAIN = re.compile(rb"[^\x1b]+")
_RUNS = {b"(B": _PLAIN, b"(J": _PLAIN, b"(I": _KANA, b"$@": _PAIRS, b"$B": _PAIRS}
_ROMAN = str.maketrans("\\~", "¥‾")
_HALF = b"\x81"  # a character's first byte, which alone is none


def is_iso2022_jp(head: bytes) -> bool:
    """Whether a text that begins so switches to Japanese."""
    return b"\x1b$" in head and head.isascii() and _SHOWS.search(head) is not None


class _Decoder(codecs.BufferedIncrementalDecoder):
    def __init__(self, errors: str = "strict") -> None:
        super().__init__(errors)
        self._charset = b"(B"

    def reset(self) -> None:
        super().reset()
        self._charset = b"(B"

    def _buffer_decode(self, input: ReadableBuffer, errors: str, final: bool) -> tuple[str, int]:
        data, place, found = bytes(input), 0, []
        while place < len(data):
            if escape := _ESCAPE.match(data, place):
                self._charset, place = escape[1], escape.end()
            elif run := _RUNS[self._charset].match(data, place):
                found.append(_decoded_run(run[0], self._charset, errors))
                place = run.end()
            elif not final and self._is_cut(data, place):
                break
            else:
                found.append(self._odd_byte(data[place : place + 1], errors))
                place += 1
        return "".join(found), place

    def _is_cut(self, data: bytes, place: int) -> bool:
        """Whether what stands at the end is a part of something."""
        if _CUT_ESCAPE.match(data, place):
            return True
        return _RUNS[self._charset] is _PAIRS and place == len(data) - 1 and data[place] > 0x20

    def _odd_byte(self, byte: bytes, errors: str) -> str:
        """Between the pairs: a line's end, or half of a pair."""
        is_half = _RUNS[self._charset] is _PAIRS and byte > b" "
        return _HALF.decode("cp932", errors) if is_half else byte.decode("ascii", errors)


def _decoded_run(run: bytes, charset: bytes, errors: str) -> str:
    if charset == b"(I":
        return bytes(byte | 0x80 for byte in run).decode("cp932", errors)
    if charset == b"(J":
        return run.decode("ascii", errors).translate(_ROMAN)
    if charset == b"(B":
        return run.decode("ascii", errors)
    try:
        return (b"\x1b$B" + run).decode("iso2022_jp")
    except UnicodeDecodeError:
        return _in_shift_jis(run).decode("cp932", errors)


def _in_shift_jis(pairs: bytes) -> bytes:
    """The same characters as Shift_JIS places them: two rows of 94 in one of 188."""
    made = bytearray()
    for high, low in zip(pairs[::2], pairs[1::2], strict=True):
        row, cell = (high - 0x21) // 2, low - 0x21 + 94 * (1 - high % 2)
        made.append(row + (0x81 if row < 31 else 0xC1))
        made.append(cell + (0x40 if cell < 63 else 0x41))
    return bytes(made)


def _decode(input: ReadableBuffer, errors: str = "strict") -> tuple[str, int]:
    data = bytes(input)
    return _Decoder(errors).decode(data, final=True), len(data)


def _find(name: str) -> codecs.CodecInfo | None:
    if name != CP50221:
        return None
    encode = codecs.lookup("iso2022_jp").encode
    return codecs.CodecInfo(encode, _decode, incrementaldecoder=_Decoder, name=CP50221)


codecs.register(_find)
