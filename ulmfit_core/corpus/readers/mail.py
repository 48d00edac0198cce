"""mbox, eml, emlx and msg: one document a message, subject and body its text, headers beside."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import ExitStack
from email import message_from_bytes
from email.message import Message
from itertools import chain, dropwhile, pairwise

from ulmfit_core.corpus.cells import UnusableCell
from ulmfit_core.corpus.document import RejectedRow
from ulmfit_core.corpus.encoding import detect_encoding, repaired
from ulmfit_core.corpus.files import DataFile
from ulmfit_core.corpus.options import Format, ReadOptions
from ulmfit_core.corpus.readers.compound_file import BROKEN, HEAD
from ulmfit_core.corpus.readers.hidden_words import refuse_hidden
from ulmfit_core.corpus.readers.message import header_of, text_of, with_subject
from ulmfit_core.corpus.readers.outlook import cells_of_outlook
from ulmfit_core.corpus.rows import Row, Table

BESIDE = ("from", "to", "date")
COLUMNS = ("text", *BESIDE)
ALONE = (".eml", ".emlx", ".msg")  # endings of what holds one message
_CAME = re.compile(rb"From \S.*\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b.*\d:\d\d.*\d{4}")
_ENDS_IN_YEAR = re.compile(rb"From \S.*\d{4}\s*$")
_HEADER = re.compile(rb">?[A-Za-z][A-Za-z0-9-]*:")
_ESCAPED = re.compile(rb"^>(>*From )")
_MAILBOX = re.compile(rb"From \S[^\n]*\d{4}\s*\n[A-Za-z][A-Za-z0-9-]*:")
_HEADERS = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*(?:\n[ \t][^\n]*)*(?:\n|\Z))+")
_FOR_PEOPLE = re.compile(rb"^(?:from|to|subject|date):", re.IGNORECASE | re.MULTILINE)
_FOR_MACHINES = re.compile(
    rb"^(?:message-id: *<|received: *(?:from|by|\()|return-path:|mime-version:)",
    re.IGNORECASE | re.MULTILINE,
)
_START_BYTES = 4096
_NO_MESSAGE = "is no message that can be read"
# What the standard library lets through of headers and parts that are no mail's.
NO_MAIL = (LookupError, ValueError, AttributeError, TypeError, RecursionError)


def is_mailbox(head: bytes) -> bool:
    """Whether a file that begins so holds messages one after the other."""
    return _MAILBOX.match(head) is not None


def is_mail(head: bytes) -> bool:
    """Whether a file that begins so holds one message: a note may have what people read of its
    headers at its top, but not what machines do."""
    headers = _HEADERS.match(head.removeprefix(BOM_UTF8).lstrip())
    if headers is None:
        return False
    return all(kind.search(headers[0]) for kind in (_FOR_PEOPLE, _FOR_MACHINES))


def open_mailbox(file: DataFile, options: ReadOptions, stack: ExitStack) -> Table:
    """A mailbox as a table: the text of each message, from whom, to whom and when."""
    return Table(Format.MBOX, COLUMNS, _rows(file, options, stack))


def _rows(file: DataFile, options: ReadOptions, stack: ExitStack) -> Iterator[Row | RejectedRow]:
    for number, cells in enumerate(_messages_of(file, stack), start=1):
        if isinstance(cells, UnusableCell):
            yield RejectedRow(file.name, number, cells.reason)
        elif len(cells["text"]) > options.max_characters:
            reason = f"is longer than {options.max_characters:,} characters"
            yield RejectedRow(file.name, number, reason)
        else:
            yield Row(file.name, number, cells)


def _messages_of(file: DataFile, stack: ExitStack) -> Iterator[dict[str, str] | UnusableCell]:
    """The cells of each, or why it has none."""
    if file.head(len(HEAD)) == HEAD:
        try:
            yield cells_of_outlook(file.open_seekable(stack))
        except BROKEN:
            yield UnusableCell(_NO_MESSAGE)
        return
    for raw in _messages(_lines(file, stack)):
        try:
            yield _cells(message_from_bytes(raw))
        except UnusableCell as hidden:
            yield hidden
        except NO_MAIL:
            yield UnusableCell(_NO_MESSAGE)


def _lines(file: DataFile, stack: ExitStack) -> Iterator[bytes]:
    """Those of a file in UTF-16 in UTF-8; without what an editor or a copy left at its start."""
    head = file.head(_START_BYTES)
    encoding = detect_encoding(head) if b"\0" in head else "utf-8"
    lines: Iterator[bytes] = iter(file.open(stack))
    if encoding.startswith(("utf-16", "utf-32")):
        lines = (repaired(line).encode() for line in file.open_text(encoding, stack))
    first = next(lines, b"").removeprefix(BOM_UTF8)
    return dropwhile(bytes.isspace, chain([first], lines))


def _messages(lines: Iterator[bytes]) -> Iterator[bytes]:
    """In a mailbox each begins with a line of its own after an empty one; an eml is one alone."""
    message = [next(lines, b"")]
    if message[0].strip().isdigit():  # Apple's Mail: how many bytes, those, and what it notes
        yield _first_bytes(lines, int(message[0]))
        return
    if not message[0].startswith(b"From "):
        yield b"".join([*message, *lines])
        return
    is_after_empty = False
    for line, following in pairwise(chain(lines, [b""])):
        if is_after_empty and _begins_message(line, following):
            yield b"".join(message[1:])
            message = []
        message.append(_ESCAPED.sub(rb"\1", line))
        is_after_empty = not line.strip()
    yield b"".join(message[1:])


def _begins_message(line: bytes, following: bytes) -> bool:
    """Whether a line says who sent a message and when it came: words begin with "From" as well,
    and may end in a year."""
    if not line.startswith(b"From "):
        return False
    if _CAME.match(line):
        return True
    return _ENDS_IN_YEAR.match(line) is not None and _HEADER.match(following) is not None


def _first_bytes(lines: Iterator[bytes], n_bytes: int) -> bytes:
    taken, n_taken = [], 0
    while n_taken < n_bytes and (line := next(lines, b"")):
        taken.append(line)
        n_taken += len(line)
    return b"".join(taken)[:n_bytes]


def _cells(message: Message) -> dict[str, str]:
    """Raises UnusableCell where its words are hidden."""
    words = text_of(message)
    refuse_hidden(message, words)
    headers = {name: header_of(message, name) for name in BESIDE}
    return {"text": with_subject(message, words), **headers}
