"""Finding a text file's encoding, and decoding so that invalid bytes stay visible.

Order: byte-order mark, UTF-16 by where its zero bytes lie, ISO-2022-JP by its escapes, strict
UTF-8 (also when only a little of it is damaged), then the older one that gives the likeliest text.
The guess is always reported (``sniff``). It is made from a sample: the file's beginning, or where
that is ASCII what comes after it.
"""

from __future__ import annotations

import codecs
import io
import re
from typing import BinaryIO, TextIO

from ulmfit_core.corpus.iso2022_jp import CP50221, is_iso2022_jp
from ulmfit_core.corpus.legacy_encoding import likeliest_encoding
from ulmfit_core.errors import InputError

SAMPLE_BYTES = 4 << 20
_GUESS_BYTES = 256 << 10
_PIECE_BYTES = 64 << 10
_MARK_ERRORS = "ulmfit-mark"

_BOMS = (  # UTF-32's little-endian mark starts with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))
_SURROGATE = re.compile("[\ud800-\udfff]")
_MARKS = re.compile("[\udc00-\udcff]+")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")


def _mark(error: UnicodeError) -> tuple[str, int]:
    """Stand in for each invalid byte by one lone surrogate, which no valid text holds."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    invalid = error.object[error.start : error.end]
    return "".join(chr(0xDC00 + byte) for byte in invalid), error.end


codecs.register_error(_MARK_ERRORS, _mark)


def detect_encoding(head: bytes) -> str:
    """The codec name for a file that starts with ``head`` (up to ``SAMPLE_BYTES``)."""
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return encoding
    if is_iso2022_jp(head):
        return CP50221
    return _utf16_without_bom(head) or _utf8(head) or likeliest_encoding(head)


def from_first_beyond_ascii(stream: BinaryIO) -> bytes:
    """Some four million bytes of ``stream`` from shortly before the first that is not ASCII on;
    none where all are."""
    while piece := stream.read(_PIECE_BYTES):
        if not piece.isascii():
            return piece + stream.read(SAMPLE_BYTES)
    return b""


def in_byte_order(encoding: str, head: bytes) -> str:
    """``encoding``, and the order of its bytes where it needs a mark that ``head`` has not."""
    name = codecs.lookup(encoding).name
    if name not in ("utf-16", "utf-32"):
        return encoding
    if any(head.startswith(bom) for bom, marked in _BOMS if marked == name):
        return encoding
    seen = _utf16_without_bom(head) if name == "utf-16" else None
    return seen or f"{name}-le"


def _utf16_without_bom(head: bytes) -> str | None:
    sample = head[:_GUESS_BYTES]
    n_controls = len(sample) - len(sample.translate(None, delete=_CONTROLS))
    if n_controls < 0.05 * len(sample) and _if_valid(sample, "utf-8"):
        return None  # a stray NUL in plain text
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = max(1, len(sample) // 2)
    # Spaces and line ends have a zero byte in every language; most alphabets have other controls.
    if odd > 0.02 * half and odd > 20 * even:
        return _if_valid(sample, "utf-16-le")
    if even > 0.02 * half and even > 20 * odd:
        return _if_valid(sample, "utf-16-be")
    return None


def _if_valid(sample: bytes, encoding: str) -> str | None:
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeDecodeError:
        return None
    return None if "\x00" in text and encoding != "utf-8" else encoding


def _utf8(head: bytes) -> str | None:
    text = codecs.getincrementaldecoder("utf-8")(_MARK_ERRORS).decode(head)
    if text.isascii():  # but for what may be a character that the sample cuts
        return "utf-8" if head.isascii() or len(head) == SAMPLE_BYTES else None
    marks = len(_MARKS.findall(text))
    beyond = len(_BEYOND_ASCII.findall(text)) - len(_SURROGATE.findall(text))
    # Other encodings hold almost no valid multi-byte sequence; damaged UTF-8 holds mostly those.
    return "utf-8" if beyond >= 4 * marks else None


def check_encoding(name: str) -> str:
    """``name`` if it is an encoding Python can decode texts in. Raises InputError."""
    try:
        b"?".decode(name, errors="ignore")
        decode_sample(b"?", in_byte_order(name, b"?"))
    except (LookupError, UnicodeError):  # UnicodeError: one of domain names, without our marks
        raise InputError(
            f'"{name}" is not an encoding.', "Try utf-8, cp1252, latin-1 or utf-16."
        ) from None
    return name


def open_text(stream: BinaryIO, encoding: str) -> TextIO:
    """``stream`` as text, line ends untouched, invalid bytes marked (see ``damage``)."""
    return io.TextIOWrapper(stream, encoding=encoding, errors=_MARK_ERRORS, newline="")


def decode_sample(head: bytes, encoding: str) -> str:
    """``head`` as text without a character that is cut at its end."""
    return codecs.getincrementaldecoder(encoding)(_MARK_ERRORS).decode(head)


def damage(text: str) -> str | None:
    """What is wrong with ``text`` that no writer or tokenizer could take, or None."""
    if "\x00" in text:
        return "holds a NUL character"
    if text.isascii():
        return None
    found = _SURROGATE.search(text)
    if found is None:
        return None
    code = ord(found.group())
    if 0xDC00 <= code <= 0xDCFF:
        return f"holds bytes that are not valid in the file's encoding (0x{code - 0xDC00:02X})"
    return "holds half a character (a lone surrogate)"


def is_damage(reason: str) -> bool:
    """Whether a row was rejected for what ``repaired`` mends."""
    return reason.startswith(("holds a NUL", "holds bytes", "holds half"))


def repaired(text: str) -> str:
    """``text`` without NULs and with U+FFFD for every byte or half character of no meaning."""
    return _SURROGATE.sub("\ufffd", text.replace("\x00", ""))
