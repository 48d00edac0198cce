"""mht and mhtml: a page with its pictures, which a browser wrapped up as a mail."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import Message
from functools import partial
from io import BytesIO

from ulmfit_core.corpus.compression import suffix_inside
from ulmfit_core.corpus.files import DataFile
from ulmfit_core.corpus.readers.mail import NO_MAIL
from ulmfit_core.corpus.readers.mail_base64 import bytes_of
from ulmfit_core.errors import InputError

_SUFFIXES = (".mht", ".mhtml")
_MOST_BYTES = 256 << 20  # the page comes before its pictures


def unwrapped(file: DataFile) -> DataFile:
    """The page of a web archive as a file, any other file as it is.

    Raises InputError where there is no page in it.
    """
    if suffix_inside(file.name) not in _SUFFIXES:
        return file
    with ExitStack() as stack:
        raw = file.open(stack).read(_MOST_BYTES)
    page = _page(raw)
    if page is None:
        raise InputError(f"{file.name} holds no page.", "Save it again as a web page (.html).")
    return replace(file, open_raw=partial(BytesIO, page))


def _page(raw: bytes) -> bytes | None:
    try:
        message: Message = message_from_bytes(raw, policy=policy.default)
        parts = [part for part in message.walk() if part.get_content_type() == "text/html"]
        return bytes_of(parts[0]) if parts else None
    except NO_MAIL:
        return None
