"""What a word processor or a program for slides wrote, PDF and rich text: one document a file, its
words without their look; or one a line of these."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack

from ulmfit_core.corpus.document import RejectedRow
from ulmfit_core.corpus.files import DataFile
from ulmfit_core.corpus.options import Format, ReadOptions
from ulmfit_core.corpus.readers.mail import OLE
from ulmfit_core.corpus.readers.old_word import words_of_old_word
from ulmfit_core.corpus.readers.packed_document import words_of_packed
from ulmfit_core.corpus.readers.pdf import words_of_pdf
from ulmfit_core.corpus.readers.rich_text import words_of_rich_text
from ulmfit_core.corpus.rows import Row, Table

PDF, RICH_TEXT = b"%PDF", b"{\\rtf"  # what their files begin with
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


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
    head = file.head(len(OLE))
    with ExitStack() as stack:
        stream = file.open_seekable(stack)
        if head.startswith(PDF):
            text = words_of_pdf(stream, file.name, max_characters)
        elif head.startswith(OLE):
            text = words_of_old_word(stream, file.name, max_characters)
        elif head.startswith(RICH_TEXT):
            text = words_of_rich_text(stream, file.name)
        else:
            text = words_of_packed(stream, file.name, max_characters)
    lines = (" ".join(_CONTROLS.sub(" ", line).split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
