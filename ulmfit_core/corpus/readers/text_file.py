"""One file of a folder of texts: plain, a page, a document, or mails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

from ulmfit_core.corpus.compression import readable_errors, suffix_inside
from ulmfit_core.corpus.document import RejectedRow
from ulmfit_core.corpus.encoding import (
    SAMPLE_BYTES,
    detect_encoding,
    from_first_beyond_ascii,
    in_byte_order,
)
from ulmfit_core.corpus.files import DataFile
from ulmfit_core.corpus.identify import HEAD_BYTES, identify
from ulmfit_core.corpus.iso2022_jp import CP50221
from ulmfit_core.corpus.options import BY_COLUMN, Format, ReadOptions
from ulmfit_core.corpus.readers.html import declared_of_page, page_encoding, page_rows
from ulmfit_core.corpus.readers.mail import ALONE, is_mail, open_mailbox
from ulmfit_core.corpus.readers.text_lines import open_text_file, whole_file
from ulmfit_core.corpus.readers.web_archive import unwrapped
from ulmfit_core.corpus.readers.written_document import written_rows
from ulmfit_core.corpus.rows import Row
from ulmfit_core.corpus.saved_as_text import Refusals
from ulmfit_core.errors import InputError

_NO_TEXTS = (Format.XLSX, Format.ZIP, *BY_COLUMN)


def encoding_of(file: DataFile, format_: Format, options: ReadOptions) -> str:
    """What the options say, else what its bytes show."""
    if options.encoding:
        return in_byte_order(options.encoding, file.head(SAMPLE_BYTES))
    return _shown_encoding(file, format_)


def _shown_encoding(file: DataFile, format_: Format) -> str:
    head = file.head(SAMPLE_BYTES)
    found = page_encoding(head) if format_ is Format.HTML else detect_encoding(head)
    if found == "utf-8" and len(head) == SAMPLE_BYTES and head.isascii():
        with ExitStack() as stack:
            return detect_encoding(from_first_beyond_ascii(file.open(stack)))
    return found


def _encoding_among_others(file: DataFile, format_: Format, options: ReadOptions) -> str:
    """What the options say of all the files, but for one that is Unicode, or a page that says of
    itself what it is."""
    if options.encoding is None or options.encoding.lower().startswith("utf"):
        return encoding_of(file, format_, options)
    shown = _shown_encoding(file, format_)
    if shown.startswith(("utf", CP50221)):
        return shown
    declared = declared_of_page(file.head(SAMPLE_BYTES)) if format_ is Format.HTML else None
    return declared or options.encoding


def is_one_mail(file: DataFile) -> bool:
    """Whether it holds a mail and nothing else, by its name or its first lines; no where it cannot
    be read."""
    if suffix_inside(file.name) in ALONE:
        return True
    try:
        with readable_errors(file.name):
            return is_mail(file.head(HEAD_BYTES))
    except InputError:
        return False


def text_rows(
    file: DataFile, number: int, options: ReadOptions, refusals: Refusals
) -> Iterator[Row | RejectedRow]:
    """The rows of one text in a folder; a file that is no text is one rejected row."""
    try:
        with readable_errors(file.name), ExitStack() as stack:
            yield from _rows(file, identify(file), number, options, stack)
    except InputError as error:
        yield refusals.row(file.name, number, error)


def _rows(
    file: DataFile, format_: Format, number: int, options: ReadOptions, stack: ExitStack
) -> Iterator[Row | RejectedRow]:
    match format_:
        case _ if format_ in _NO_TEXTS:
            raise InputError(f"{file.name} is not a text file.")
        case Format.MBOX:
            yield from _messages(file, number, options, stack)
            return
        case Format.DOCUMENT:
            rows = written_rows(file, options, number)
        case Format.HTML:
            page = unwrapped(file)
            encoding = _encoding_among_others(page, format_, options)
            rows = page_rows(page, encoding, options, number)
        case _:
            encoding = _encoding_among_others(file, format_, options)
            rows = _plain(file, encoding, number, options, stack)
    yield from map(_named, rows) if options.text_unit == "line" else rows


def _plain(
    file: DataFile, encoding: str, number: int, options: ReadOptions, stack: ExitStack
) -> Iterator[Row | RejectedRow]:
    if options.text_unit == "line":
        return open_text_file(file, encoding, options, stack).rows
    return iter([whole_file(file, encoding, options, number)])


def _messages(
    file: DataFile, number: int, options: ReadOptions, stack: ExitStack
) -> Iterator[Row | RejectedRow]:
    """A mail alone is the file's only text; a mailbox' messages have ids of their own."""
    is_alone = is_one_mail(file)
    for row in open_mailbox(file, options, stack).rows:
        if not is_alone:
            yield _named(row)
        elif isinstance(row, Row):
            yield replace(row, number=number)
        else:
            yield replace(row, row=number)


def _named(row: Row | RejectedRow) -> Row | RejectedRow:
    """With an id that tells it from its file's other lines."""
    return replace(row, name=f"{row.source}:{row.number}") if isinstance(row, Row) else row
