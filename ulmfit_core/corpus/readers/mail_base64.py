"""Base64 that a mailing list has put words under, as it does under any mail."""

from __future__ import annotations

import re
from email.message import Message

_LINES = re.compile(
    r"\s*(?:[A-Za-z0-9+/]++[ \t\r]*+(?:\n\s*+|\Z))*+(?:[A-Za-z0-9+/]+={1,2}[ \t\r]*(?:\n|\Z))?"
)
_GOES_ON = re.compile(r"^[A-Za-z0-9+/]{40}", re.MULTILINE)  # after a line that is damaged


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
