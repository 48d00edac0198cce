"""Base64 that was cut off, or that a mailing list has put words under, as under any mail."""

from __future__ import annotations

import re
from base64 import b64decode
from email.errors import InvalidBase64LengthDefect
from email.message import Message

_LINES = re.compile(
    r"\s*(?:[A-Za-z0-9+/]++[ \t\r]*+(?:\n\s*+|\Z))*+(?:[A-Za-z0-9+/]+={1,2}[ \t\r]*(?:\n|\Z))?"
)
_GOES_ON = re.compile(r"^[A-Za-z0-9+/]{40}", re.MULTILINE)  # after a line that is damaged
_LETTERS = re.compile(rb"[A-Za-z0-9+/]+")


def bytes_of(part: Message) -> bytes | None:
    """What a part holds, decoded; None of one that has parts. Of base64 that was cut off, all
    that is whole: the standard library gives its letters where one of four is left."""
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return None
    is_cut = any(isinstance(defect, InvalidBase64LengthDefect) for defect in part.defects)
    return b64decode(raw[: len(raw) // 4 * 4]) if is_cut and _LETTERS.fullmatch(raw) else raw


def footer_of(part: Message) -> str:
    """The words after what a part encodes; "" where there are none, or it is not in base64."""
    if str(part.get("content-transfer-encoding", "")).strip().lower() != "base64":
        return ""
    written = str(part.get_payload())
    encoded = _LINES.match(written)
    footer = written[encoded.end() :].strip() if encoded else ""
    return footer if " " in footer and not _GOES_ON.search(footer) else ""


def without_footer(part: Message, footer: str) -> Message:
    """The part as it was sent."""
    sent = Message()
    for name, value in part.raw_items():
        sent[name] = value
    sent.set_payload(str(part.get_payload()).rstrip().removesuffix(footer))
    return sent
