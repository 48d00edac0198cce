"""The parts of a mail, also of one that does not keep to what it says of them (RFC 2046)."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import Message

from ulmfit_core.corpus.readers.mail_base64 import bytes_of

# Not every line that begins with two dashes: such are signatures and quotations as well.
_DELIMITER = re.compile(rb"^--(\S[^\r\n\"\\]*?)[ \t]*\r?\n(?=content-[a-z-]+:)", re.I | re.M)


def parts_of(part: Message) -> list[Message]:
    """What a part consists of; none of what has no parts."""
    if part.is_multipart():
        return [each for each in part.get_payload() if isinstance(each, Message)]
    if part.get_content_maintype() != "multipart":
        return []
    return [_read_again(part)]


def _read_again(part: Message) -> Message:
    """A part in which the parser found none, by the first line that looks as if it parted some;
    where there is no such line, as words."""
    del part["Content-Transfer-Encoding"]  # of its parts, each of which has its own
    raw = bytes_of(part) or b""
    kind, found = part.get_content_type().encode("ascii", "replace"), _DELIMITER.search(raw)
    if found is None:
        return message_from_bytes(b"\n" + raw)
    return message_from_bytes(b'Content-Type: %s; boundary="%s"\n\n%s' % (kind, found[1], raw))
