"""html: one document a page, its words without its marks; or one a line of these."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

from ulmfit_core.corpus.declared_encoding import valid_encoding
from ulmfit_core.corpus.document import RejectedRow
from ulmfit_core.corpus.encoding import detect_encoding
from ulmfit_core.corpus.files import DataFile
from ulmfit_core.corpus.html_marks import BREAKS, UNSEEN, without_vast_numbers
from ulmfit_core.corpus.lines import filled_lines
from ulmfit_core.corpus.options import Format, ReadOptions
from ulmfit_core.corpus.readers.text_lines import whole_file
from ulmfit_core.corpus.rows import Row, Table

_COMMENT = r"<!--(?:(?!-->).)*-->\s*"
_BEGINS = re.compile(
    rf"(?:<\?xml[^>]*>\s*|{_COMMENT})*(?:<!doctype\s+html\b|<html\b)", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(r"<!doctype\b|<html\b", re.IGNORECASE)
_DECLARED = re.compile(
    rb"<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE
)
_DECLARED_WITHIN = 4096  # bytes; a page has to say it in its first 1024
# As of Word, which HTML has none of: of some the parser makes an AssertionError.
_SECTION = re.compile(r"<!\[[^>]*(?:>|$)")


def is_page(sample: str) -> bool:
    """Whether a file that begins so is a page; a page on each of its lines makes it none."""
    roots = [root.lower() for root in _ROOT.findall(sample)]
    return _BEGINS.match(sample) is not None and len(roots) == len(set(roots))


def page_encoding(head: bytes) -> str:
    """The codec name for a page that starts with ``head``: that which it declares, where its bytes
    are valid in it. Unicode they show by themselves, whatever is declared."""
    detected = detect_encoding(head)
    return detected if detected.startswith("utf") else declared_of_page(head) or detected


def declared_of_page(head: bytes) -> str | None:
    """What a page that starts with ``head`` says to be in; None where its bytes are not valid so,
    or it says nothing."""
    found = _DECLARED.search(head, 0, _DECLARED_WITHIN)
    return valid_encoding(head, found[1].decode("ascii")) if found else None


def open_page(file: DataFile, encoding: str, options: ReadOptions) -> Table:
    """A page as a table with the one column ``text``."""
    return Table(Format.HTML, ("text",), page_rows(file, encoding, options, 1), encoding)


def page_rows(
    file: DataFile, encoding: str, options: ReadOptions, number: int
) -> Iterator[Row | RejectedRow]:
    """The page as one row; read by line, a row for each block of words."""
    row = whole_file(file, encoding, options, number)
    if isinstance(row, RejectedRow):
        yield row
        return
    words = text_of_html(row.cells["text"])
    if options.text_unit != "line":
        yield replace(row, cells={"text": words})
        return
    for place, line in enumerate(words.split("\n"), start=1):
        yield Row(file.name, place, {"text": line})


def text_of_html(source: str) -> str:
    """What a reader would see, a line for each block and each cell of a table."""
    words = _Words()
    words.feed(_SECTION.sub("", without_vast_numbers(source)))
    words.close()
    return filled_lines("".join(words.found).split("\0"))


class _Words(HTMLParser):
    """``found`` has the text, and "\\0" where a block begins or ends."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._n_unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._n_unseen += tag in UNSEEN
        if tag in BREAKS:
            self.found.append("\0")

    def handle_endtag(self, tag: str) -> None:
        self._n_unseen = max(0, self._n_unseen - (tag in UNSEEN))
        if tag in BREAKS:
            self.found.append("\0")

    def handle_data(self, data: str) -> None:
        if not self._n_unseen:
            self.found.append(data.replace("\0", ""))
