"""One mail: what stands in it to be read, and its headers, however it was made.

Parsed by the older policy of the standard library, which takes a header as it is; the newer one
gives up a mail for a sender's address it cannot parse, and is several times as slow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from functools import lru_cache

from ulmfit_core.corpus.declared_encoding import decoded
from ulmfit_core.corpus.encoding import detect_encoding
from ulmfit_core.corpus.readers.html import page_encoding, text_of_html
from ulmfit_core.corpus.readers.mail_base64 import bytes_of, footer_of, without_footer
from ulmfit_core.corpus.readers.mail_parts import parts_of

_FOLD = re.compile(r"\s+")
_QUOTED = re.compile(r'"([^"\\,;:<>@]+)" <')  # a name that means the same without its quotes
_PAGES = ("text/html", "text/enriched", "text/richtext")  # their marks are as those of HTML
_SAMPLE_BYTES = 64 << 10
_NO_WORD = (HeaderParseError, ValueError)  # what is raised at =?…?= that encodes nothing


def text_of(message: Message) -> str:
    """What its sender wrote, attachments left out; of a mail that only passes others on, what
    stands in those, each with its subject."""
    words = _words(message) or _words(message, any_text=True)
    return words or _joined(with_subject(each, text_of(each)) for each in _passed_on(message))


def with_subject(message: Message, words: str) -> str:
    """Its words, and what they are about before them."""
    return _joined((header_of(message, "subject"), words))


def header_of(message: Message, name: str) -> str:
    """A header in one line; "" where there is none."""
    found = (str(value) for key, value in message.raw_items() if key.lower() == name)
    words = _in_characters(next(found, ""), message)
    return _QUOTED.sub(r"\1 <", _FOLD.sub(" ", _decoded_words(words)).strip())


def _words(part: Message, *, any_text: bool = False) -> str:
    """Of several forms of the same the plain one, unless it is empty; of several parts all. Text
    of an unknown kind, as of a calendar, only where ``any_text``."""
    kind = part.get_content_type()
    if kind in _PAGES:
        return text_of_html(_content(part, is_html=True))
    if kind == "text/plain" or (any_text and part.get_content_maintype() == "text"):
        return _content(part).replace("\r\n", "\n").strip()
    inner = list(_inner(part))
    if kind == "multipart/alternative":
        inner.sort(key=lambda each: each.get_content_type() != "text/plain")
    texts = (_words(each, any_text=any_text) for each in inner)
    return next(filter(None, texts), "") if kind == "multipart/alternative" else _joined(texts)


def _inner(part: Message) -> Iterator[Message]:
    """What a part is made of that is shown with it."""
    if part.get_content_maintype() != "multipart":
        return
    for inner in parts_of(part):
        if inner.get_content_disposition() != "attachment":
            yield inner


def _passed_on(part: Message) -> Iterator[Message]:
    """The mails in it, but not those in them."""
    for inner in parts_of(part):
        if part.get_content_maintype() != "message":
            yield from _passed_on(inner)
        elif "from" in inner or "subject" in inner:
            yield inner


def _joined(texts: Iterable[str]) -> str:
    return "\n\n".join(filter(None, texts))


def _content(part: Message, *, is_html: bool = False) -> str:
    footer = footer_of(part)
    raw = bytes_of(without_footer(part, footer) if footer else part)
    if raw is None:
        return ""
    declared = part.get_content_charset() or (page_encoding(raw) if is_html else None)
    return _joined((decoded(raw, declared).rstrip(), footer))


def _in_characters(header: str, message: Message) -> str:
    """Bytes that stand in a header as they are, which the parser hands on as lone surrogates:
    too few to guess by, but mostly of the body's encoding."""
    if header.isascii():
        return header
    return decoded(header.encode("utf-8", "surrogateescape"), _encoding_of_body(message))


def _encoding_of_body(message: Message) -> str:
    """What its first words declare, else what they show."""
    texts = (part for part in message.walk() if part.get_content_maintype() == "text")
    body = next(texts, message)
    if declared := body.get_content_charset():
        return declared
    raw = bytes_of(body)
    return "cp1252" if raw is None else _shown(raw[:_SAMPLE_BYTES])


@lru_cache(maxsize=1)  # for the other headers of the same mail
def _shown(raw: bytes) -> str:
    return "cp1252" if raw.isascii() else detect_encoding(raw)


def _decoded_words(header: str) -> str:
    if "=?" not in header:
        return header
    try:
        return "".join(
            part if isinstance(part, str) else _decoded_word(part, charset)
            for part, charset in decode_header(header)
        )
    except _NO_WORD:
        return header


def _decoded_word(word: bytes, charset: str | None) -> str:
    return decoded(word, charset) if charset else word.decode("raw-unicode-escape")
