"""msg: one mail as Outlook saves it, a compound file of properties ([MS-OXMSG], [MS-OXPROPS])."""

from __future__ import annotations

import struct
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email import message_from_string
from email.utils import format_datetime
from typing import Any, BinaryIO

from ulmfit_core.corpus.declared_encoding import decoded
from ulmfit_core.corpus.readers.compound_file import open_compound
from ulmfit_core.corpus.readers.html import page_encoding, text_of_html
from ulmfit_core.corpus.readers.message import header_of

_SUBJECT, _BODY, _HTML, _HEADERS = 0x0037, 0x1000, 0x1013, 0x007D
_SENDER, _SENDER_ADDRESS, _SENDER_TYPED_ADDRESS, _TO = 0x0C1A, 0x5D01, 0x0C1F, 0x0E04
_SUBMITTED, _DELIVERED, _CODE_PAGE, _BODY_CODE_PAGE = 0x0039, 0x0E06, 0x3FFD, 0x3FDE
_UNICODE, _STRING, _BINARY = "001F", "001E", "0102"  # types of what has a stream of its own
_FIXED = "__properties_version1.0"
_FIXED_HEADER, _FIXED_ENTRY = 32, struct.Struct("<HHI8s")  # type, property, flags, value
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def cells_of_outlook(stream: BinaryIO) -> dict[str, str]:
    """The columns ``text``, ``from``, ``to`` and ``date`` of a message.

    Raises as ``open_compound``, also for a compound file of another kind.
    """
    with open_compound(stream) as file:
        message = _Message(file)
        words = filter(None, (message.text(_SUBJECT), message.body()))
        return {"text": "\n\n".join(words), **message.headers()}


def _trimmed(text: str) -> str:
    return text.strip("\0 \r\n\t").replace("\r\n", "\n")


class _Message:
    def __init__(self, file: Any) -> None:
        self._file = file
        self._fixed = self._fixed_values()

    def text(self, number: int, code_page: int = _CODE_PAGE) -> str:
        """A property of characters; "" where there is none."""
        wide = self._stream(number, _UNICODE)
        if wide is not None:
            return _trimmed(wide.decode("utf-16-le", "replace"))
        narrow = (self._stream(number, _STRING) or b"").strip(b"\0")
        return _trimmed(decoded(narrow, self._codec(code_page)))

    def body(self) -> str:
        """The plain form, unless it is empty."""
        plain = self.text(_BODY, _BODY_CODE_PAGE)
        if plain:
            return plain
        page = self._stream(_HTML, _BINARY)
        if page is None:
            return text_of_html(self.text(_HTML, _BODY_CODE_PAGE))
        return text_of_html(decoded(page, self._codec(_BODY_CODE_PAGE) or page_encoding(page)))

    def headers(self) -> dict[str, str]:
        """As they came over the wire; of a mail that never did, what Outlook knows."""
        came = message_from_string(self.text(_HEADERS))
        own = {"from": self._sender(), "to": self.text(_TO), "date": self._date()}
        return {name: header_of(came, name) or value for name, value in own.items()}

    def _sender(self) -> str:
        name = self.text(_SENDER)
        typed = self.text(_SENDER_TYPED_ADDRESS)
        address = self.text(_SENDER_ADDRESS) or (typed if "@" in typed else "")
        return f"{name} <{address}>" if name and address not in ("", name) else name or address

    def _date(self) -> str:
        ticks = self._fixed.get(_SUBMITTED) or self._fixed.get(_DELIVERED) or 0
        with suppress(OverflowError):  # a year beyond 9999
            return format_datetime(_EPOCH + timedelta(microseconds=ticks // 10)) if ticks else ""
        return ""

    def _codec(self, number: int) -> str | None:
        """Of this code page; where it is not told, of another part's."""
        pages = (self._fixed.get(each, 0) for each in (number, _CODE_PAGE, _BODY_CODE_PAGE))
        page = next(filter(None, pages), 0) & 0xFFFFFFFF
        return {0: None, 65001: "utf-8", 20127: "ascii"}.get(page, f"cp{page}")

    def _stream(self, number: int, type_: str) -> bytes | None:
        name = f"__substg1.0_{number:04X}{type_}"
        return bytes(self._file.openstream(name).read()) if self._file.exists(name) else None

    def _fixed_values(self) -> dict[int, int]:
        """Numbers and times, which lie in one stream together."""
        raw = self._file.openstream(_FIXED).read()[_FIXED_HEADER:]
        whole = raw[: len(raw) // _FIXED_ENTRY.size * _FIXED_ENTRY.size]
        return {
            number: int.from_bytes(value, "little")
            for _, number, _, value in _FIXED_ENTRY.iter_unpack(whole)
        }
