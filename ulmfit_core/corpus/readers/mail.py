"""mbox and eml: one document a message, its body the text and its headers further columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from email import message_from_bytes, policy
from email.message import EmailMessage, Message

from ulmfit_core.corpus.document import RejectedRow
from ulmfit_core.corpus.encoding import detect_encoding
from ulmfit_core.corpus.files import DataFile
from ulmfit_core.corpus.options import Format, ReadOptions
from ulmfit_core.corpus.readers.html import page_encoding, text_of_html
from ulmfit_core.corpus.rows import Row, Table

_HEADERS = ("subject", "from", "date")
COLUMNS = ("text", *_HEADERS)
_BEGINS = re.compile(rb"From \S.*\d{4}\s*$")  # who sent it, and when it came
_ESCAPED = re.compile(rb"^>(>*From )")
_MAILBOX = re.compile(rb"From \S[^\n]*\d{4}\s*\n[A-Za-z][A-Za-z0-9-]*:")
# What the standard library lets through of headers and parts that are no mail's.
NO_MAIL = (LookupError, ValueError, AttributeError, TypeError, RecursionError)


def is_mailbox(head: bytes) -> bool:
    """Whether a file that begins so holds messages one after the other."""
    return _MAILBOX.match(head) is not None


def open_mailbox(file: DataFile, options: ReadOptions, stack: ExitStack) -> Table:
    """A mailbox as a table: the text of each message, its subject, from whom and when."""
    return Table(Format.MBOX, COLUMNS, _rows(file, options, stack))


def _rows(file: DataFile, options: ReadOptions, stack: ExitStack) -> Iterator[Row | RejectedRow]:
    for number, raw in enumerate(_messages(iter(file.open(stack))), start=1):
        try:
            cells = _cells(message_from_bytes(raw, policy=policy.default))
        except NO_MAIL:
            yield RejectedRow(file.name, number, "is no message that can be read")
            continue
        if len(cells["text"]) > options.max_characters:
            reason = f"is longer than {options.max_characters:,} characters"
            yield RejectedRow(file.name, number, reason)
        else:
            yield Row(file.name, number, cells)


def _messages(lines: Iterator[bytes]) -> Iterator[bytes]:
    """In a mailbox each begins with a line of its own after an empty one; an eml is one alone."""
    message = [next(lines, b"")]
    if not message[0].startswith(b"From "):
        yield b"".join([*message, *lines])
        return
    is_after_empty = False
    for line in lines:
        if is_after_empty and _BEGINS.match(line):
            yield b"".join(message[1:])
            message = []
        message.append(_ESCAPED.sub(rb"\1", line))
        is_after_empty = not line.strip()
    yield b"".join(message[1:])


def _cells(message: EmailMessage) -> dict[str, str]:
    return {"text": _body(message), **{name: str(message[name] or "") for name in _HEADERS}}


def _body(message: EmailMessage) -> str:
    """The plain one where there are several; attachments are no part of it."""
    part = message.get_body(("plain", "html"))
    if part is None:
        return ""
    is_html = part.get_content_subtype() == "html"
    text = str(part.get_content()) if part.get_content_charset() else _unnamed(part, is_html)
    return text_of_html(text) if is_html else text.replace("\r\n", "\n").strip()


def _unnamed(part: Message, is_html: bool) -> str:
    """A body of which the mail does not say the encoding, which would make it ASCII."""
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    return raw.decode(page_encoding(raw) if is_html else detect_encoding(raw), "replace")
