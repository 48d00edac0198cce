"""General text as documents, in a stream: articles of a dump, blocks of a book, rows of a table.

A plain text with headings ``= Title =`` (WikiText style) is a series of articles, each with its
heading; ``== Section ==`` and ``= = Section = =`` part nothing. Without such headings documents
are parted by blank lines; without blank lines each line is one. A page of HTML is one without its
marks. A whole dump must never become a single document: a language model would carry its state
from article to article, and what is held out could not be told from what is learnt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

from ulmfit_core.corpus.compression import readable_errors
from ulmfit_core.corpus.document import Document
from ulmfit_core.corpus.encoding import SAMPLE_BYTES, decode_sample, detect_encoding
from ulmfit_core.corpus.files import DataFile
from ulmfit_core.corpus.identify import identify
from ulmfit_core.corpus.lines import bounded_lines
from ulmfit_core.corpus.options import ColumnMapping, Format
from ulmfit_core.corpus.readers.folder import folder_files
from ulmfit_core.corpus.reading import read_documents
from ulmfit_core.errors import InputError

Layout = Literal["articles", "blocks", "lines"]

_HEADING = re.compile(r"\s*= (?!=)[^\n]*(?<!=) =\s*")  # of the first level only
_BLANK_LINE = re.compile(r"\n[ \t]*\r?\n")
_BARE = (Format.HTML, Format.DOCUMENT, Format.MBOX)  # which have no column to be named
_LONGEST_LINE = 1_000_000
_LONGEST_DOCUMENT = 1_000_000  # characters; a book without a blank line must not fill memory


class ArticleReader:
    """Reads documents and counts the UTF-8 bytes of all it has read, separators included."""

    def __init__(self, text_columns: tuple[str, ...] = ("text",)) -> None:
        self._columns = ColumnMapping(text=text_columns)
        self.n_bytes = 0
        self.n_rejected = 0
        self.passed_over: list[InputError] = []  # files in folders, each with why

    def read(self, path: Path) -> Iterator[str]:
        """The documents of a file, or of every file in a folder, in the order of their names.

        A file in a folder that holds no text is passed over. Raises InputError as
        ``read_documents`` does, and where a folder holds nothing else.
        """
        if path.is_dir():
            yield from self._folder(path)
            return
        with readable_errors(path.name):
            format_ = identify(DataFile.on_disk(path))
        yield from self._file(path, format_)

    def _folder(self, path: Path) -> Iterator[str]:
        files = folder_files(path)
        if not files:
            raise InputError(f"{path} holds no files.", "Give a folder with texts in it.")
        n_before = len(self.passed_over)
        for file in files:
            format_ = self._format(file)
            if format_ is Format.DOCUMENT:
                yield from self._readable(file)
            elif format_ is not None:
                yield from self._file(file, format_)
        if len(self.passed_over) == n_before + len(files):
            raise self.passed_over[n_before]

    def _format(self, path: Path) -> Format | None:
        """None, and a note of why, where it is no text at all."""
        with readable_errors(path.name):
            try:
                return identify(DataFile.on_disk(path))
            except InputError as error:
                self._pass_over(error)
        return None

    def _readable(self, path: Path) -> Iterator[str]:
        """A document, passed over where it is protected, damaged or has no words."""
        try:
            yield from self._file(path, Format.DOCUMENT)
        except InputError as error:
            self._pass_over(error)

    def _pass_over(self, error: InputError) -> None:
        """Kept without the bytes that its traceback holds."""
        self.passed_over.append(InputError(error.message, error.hint))

    def _file(self, path: Path, format_: Format) -> Iterator[str]:
        if format_ is Format.TXT:
            yield from self._plain(DataFile.on_disk(path))
        else:
            yield from self._rows(path, ColumnMapping() if format_ in _BARE else self._columns)

    def _rows(self, path: Path, columns: ColumnMapping) -> Iterator[str]:
        for item in read_documents(path, columns):
            if isinstance(item, Document):
                self.n_bytes += _size(item.text)
                yield item.text
            else:
                self.n_rejected += 1

    def _plain(self, file: DataFile) -> Iterator[str]:
        with readable_errors(file.name), ExitStack() as stack:
            head = file.head(SAMPLE_BYTES)
            encoding = detect_encoding(head)
            layout = layout_of(decode_sample(head, encoding))
            lines = bounded_lines(file.open_text(encoding, stack), _LONGEST_LINE)
            yield from _documents(self._counted(lines), layout)

    def _counted(self, lines: Iterator[str]) -> Iterator[str]:
        """Each line, ended alike on every system."""
        for line in lines:
            line = line[:-2] + "\n" if line.endswith("\r\n") else line
            self.n_bytes += _size(line)
            yield line


def files_at(path: Path) -> list[Path]:
    """What is read of ``path``: the file, or every file in the folder but hidden ones.

    Raises InputError where a folder cannot be looked into.
    """
    return folder_files(path) if path.is_dir() else [path]


def layout_of(sample: str) -> Layout:
    """How a plain text parts its documents, judged by its beginning."""
    if any(map(_HEADING.fullmatch, sample.splitlines())):
        return "articles"
    return "blocks" if _BLANK_LINE.search(sample.strip()) else "lines"


def _documents(lines: Iterator[str], layout: Layout) -> Iterator[str]:
    pending: list[str] = []
    size = 0
    for line in lines:
        if size and (size > _LONGEST_DOCUMENT or _begins(line, layout)):
            yield from _joined(pending)
            pending, size = [], 0
        pending.append(line)
        size += len(line)
    yield from _joined(pending)


def _begins(line: str, layout: Layout) -> bool:
    """Whether a document may end before ``line``."""
    if layout == "articles":
        return "=" in line and _HEADING.fullmatch(line) is not None
    return layout == "lines" or not line.strip()


def _joined(lines: list[str]) -> Iterator[str]:
    text = "".join(lines).strip()
    if text:
        yield text


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))
