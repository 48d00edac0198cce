"""What a user may say about a corpus file; everything else is detected."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, NamedTuple


class Format(StrEnum):
    """How the rows of a corpus are laid out."""

    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    JSONL = "jsonl"
    XLSX = "xlsx"  # also .xls and .ods: anything calamine opens
    PARQUET = "parquet"
    ARROW = "arrow"  # a stream or a file of record batches
    SPSS = "spss"  # .sav, .zsav, .por
    STATA = "stata"  # .dta
    SAS = "sas"  # .sas7bdat, .xpt
    TXT = "txt"
    HTML = "html"  # a page: one text, without its marks; also .mhtml
    DOCUMENT = "document"  # one text: docx, doc, odt, rtf, pdf, pptx, odp
    MBOX = "mbox"  # also .eml and .msg, a single message
    FOLDER = "folder"
    ZIP = "zip"


# What has no columns to speak of, but its text and the folder that it lies in.
BARE_TEXTS = (Format.TXT, Format.HTML, Format.DOCUMENT, Format.FOLDER, Format.ZIP)
STATISTICAL = (Format.SPSS, Format.STATA, Format.SAS)
# What is read a column at a time, so that those which nobody asks for are not there.
BY_COLUMN = (Format.PARQUET, Format.ARROW, *STATISTICAL)


class Compression(StrEnum):
    """What wraps the file as a whole."""

    NONE = "none"
    GZIP = "gz"
    BZIP2 = "bz2"
    XZ = "xz"
    ZSTANDARD = "zst"


class LabelFlag(NamedTuple):
    """A column that says of a text whether it has a label."""

    column: str
    label: str


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Which columns hold the text, the label and the id, and which others are ``kept`` with it.

    Several text columns are joined by ``text_separator``, empty ones left out. A text has the
    labels of all its label columns and of the ``flags`` that say yes. With a
    ``label_separator`` one cell holds several labels; a list in JSON or Parquet always may, and
    with an empty one a text that is a list in JSON or Python.
    Where text cells hold ``html``, a text is its words without its marks.
    Files of bare texts have one column ``text``; folders of texts also have ``label``.
    """

    text: tuple[str, ...] = ("text",)
    label: tuple[str, ...] = ()
    id: str | None = None
    label_separator: str | None = None
    text_separator: str = "\n"
    html: bool = False
    kept: tuple[str, ...] = ()
    flags: tuple[LabelFlag, ...] = ()

    def __post_init__(self) -> None:
        if not self.text:
            raise ValueError("a mapping needs at least one text column")

    def names(self) -> tuple[str, ...]:
        """Every column the mapping uses."""
        flags = (flag.column for flag in self.flags)
        ids = () if self.id is None else (self.id,)
        return (*self.text, *self.label, *flags, *ids, *self.kept)


@dataclass(frozen=True, slots=True)
class TextCells:
    """Which columns texts were made of, () where nobody knows, and whether as HTML."""

    columns: tuple[str, ...] = ()
    html: bool = False


NO_CELLS = TextCells()


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What to do other than detected; ``None`` means detect."""

    format: Format | None = None
    encoding: str | None = None
    delimiter: str | None = None  # with it, a txt is a csv
    has_header: bool | None = None  # txt: without it, no line is one
    text_unit: Literal["line", "file"] | None = None  # txt: lines; others: whole files
    blank_lines: bool = False  # txt: each a row, which has no text, rather than passed over
    sheet: str | None = None  # xlsx: the first that is filled
    member: str | None = None  # zip or folder: which table of several; xlsx: which sheet
    max_characters: int = 10_000_000  # longest row; one unclosed quote must not eat the file
    damaged: Literal["reject", "replace"] = "reject"  # rows with invalid bytes or NUL characters
