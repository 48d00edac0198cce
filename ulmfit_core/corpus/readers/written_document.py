"""What a word processor or a program for slides wrote, PDF and rich text: one document a file, its
words without their look; or one a line of these."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack

from ulmfit_core.corpus.document import RejectedRow
from ulmfit_core.corpus.files import DataFile
from ulmfit_core.corpus.lines import filled_lines
from ulmfit_core.corpus.options import Format, ReadOptions
from ulmfit_core.corpus.readers.compound_file import HEAD as OLE
from ulmfit_core.corpus.readers.old_word import words_of_old_word
from ulmfit_core.corpus.readers.packed_document import words_of_packed
from ulmfit_core.corpus.readers.pdf import words_of_pdf
from ulmfit_core.corpus.readers.rich_text import words_of_rich_text
from ulmfit_core.corpus.rows import Row, Table

_PDF, _RICH_TEXT = b"%PDF-", b"{\\rtf"
_TO_PRINT, _BEFORE = b"\x1b%-12345X", b"\xef\xbb\xbf \t\r\n"  # what may stand before it
_PDF_WITHIN = 1024  # bytes
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


def is_headed_document(head: bytes) -> bool:
    """Whether a file that begins so is PDF or rich text."""
    return _is_pdf(head) or head.startswith(_RICH_TEXT)


def _is_pdf(head: bytes) -> bool:
    if head.startswith(_TO_PRINT):
        return _PDF in head[:_PDF_WITHIN]
    return head.lstrip(_BEFORE).startswith(_PDF)


def open_written(file: DataFile, options: ReadOptions) -> Table:
    """A document as a table with the one column ``text``."""
    return Table(Format.DOCUMENT, ("text",), written_rows(file, options, 1))


def written_rows(file: DataFile, options: ReadOptions, number: int) -> Iterator[Row | RejectedRow]:
    """The document as one row; read by line, a row for each paragraph.

    Raises InputError, at the first step, where its words cannot be got at.
    """
    words = text_of_written(file, options.max_characters)
    if len(words) > options.max_characters:
        reason = f"is longer than {options.max_characters:,} characters"
        yield RejectedRow(file.name, number, reason)
    elif options.text_unit == "line":
        for place, line in enumerate(words.split("\n"), start=1):
            yield Row(file.name, place, {"text": line})
    else:
        yield Row(file.name, number, {"text": words})


def text_of_written(file: DataFile, max_characters: int) -> str:
    """What a reader would see, a line for each paragraph, little more than ``max_characters``.

    Raises InputError for a document that is damaged, protected, or of pictures alone.
    """
    head = file.head(_PDF_WITHIN)
    with ExitStack() as stack:
        stream = file.open_seekable(stack)
        if _is_pdf(head):
            text = words_of_pdf(stream, file.name, max_characters)
        elif head.startswith(OLE):
            text = words_of_old_word(stream, file.name, max_characters)
        elif head.startswith(_RICH_TEXT):
            text = words_of_rich_text(stream, file.name)
        else:
            text = words_of_packed(stream, file.name, max_characters)
    return filled_lines(_CONTROLS.sub(" ", text).split("\n"))
