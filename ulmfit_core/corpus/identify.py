"""What a file is: by its content first, by its name where the content leaves it open."""

from __future__ import annotations

import json
import zipfile
from contextlib import ExitStack

from ulmfit_core.corpus.compression import suffix_inside
from ulmfit_core.corpus.dialect import detect_dialect, sample_rows
from ulmfit_core.corpus.encoding import decode_sample, detect_encoding
from ulmfit_core.corpus.files import DataFile
from ulmfit_core.corpus.options import Format
from ulmfit_core.corpus.readers.compound_file import HEAD as OLE
from ulmfit_core.corpus.readers.html import is_page
from ulmfit_core.corpus.readers.mail import is_mail, is_mailbox
from ulmfit_core.corpus.readers.packed_document import is_packed_document
from ulmfit_core.corpus.readers.statistical import statistical_format
from ulmfit_core.corpus.readers.written_document import is_headed_document
from ulmfit_core.corpus.saved_as_text import refuse_named, refuse_packed
from ulmfit_core.errors import InputError

HEAD_BYTES = 64 << 10

_SUFFIXES = {
    ".csv": Format.CSV,
    ".tsv": Format.TSV,
    ".tab": Format.TSV,
    ".json": Format.JSON,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".txt": Format.TXT,
    ".text": Format.TXT,
    ".md": Format.TXT,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".mht": Format.HTML,
    ".mhtml": Format.HTML,
    ".eml": Format.MBOX,
    ".emlx": Format.MBOX,
    ".mbox": Format.MBOX,
}
_BINARY = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x80\x02", "a Python pickle"),
    (b"\x80\x03", "a Python pickle"),
    (b"\x80\x04", "a Python pickle"),
    (b"\x80\x05", "a Python pickle"),
)
_EXPORTED = (  # by the program that made it
    (b"!BDN", "an Outlook archive", "Save its mails as .msg files, or export them as mbox."),
    (b"SQLite format 3\x00", "an SQLite database", "Export the table as csv."),
    (b"\x00\x01\x00\x00Standard", "an Access database", "Export the table as csv or xlsx."),
    (b"RDX2\n", "a file of R", "Write the data frame as csv, in R with write.csv."),
    (b"RDX3\n", "a file of R", "Write the data frame as csv, in R with write.csv."),
    (b"X\n\x00\x00\x00", "a file of R", "Write the data frame as csv, in R with write.csv."),
)
_ARROW = (b"ARROW1", b"\xff\xff\xff\xff")  # the file, and the stream
_OFFICE = (".doc", ".dot", ".docx", ".docm", ".pptx")  # all but two where they are protected
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\v\x1b\x1a")) + b"\x7f"


def identify(file: DataFile) -> Format:
    """The format of ``file``.

    Raises InputError for an empty or a binary file, and for one that has to be saved as text first.
    """
    head = file.head(HEAD_BYTES)
    if not head:
        raise InputError(f"{file.name} is empty.", "Give a file with texts in it.")
    if head.startswith(b"PAR1"):
        return Format.PARQUET
    if head.startswith(_ARROW):
        return Format.ARROW
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _zip_format(file)
    if statistical := statistical_format(head, file.name):
        return statistical
    if is_headed_document(head):
        return Format.DOCUMENT
    if head.startswith(OLE):
        if suffix_inside(file.name) == ".msg":
            return Format.MBOX
        if suffix_inside(file.name) in _OFFICE:
            return Format.DOCUMENT
        refuse_named(file.name)
        return Format.XLSX
    _refuse_binary(head, file.name)
    return _text_format(file.name, head)


def _zip_format(file: DataFile) -> Format:
    with ExitStack() as stack:
        archive = stack.enter_context(zipfile.ZipFile(file.open_seekable(stack)))
        if is_packed_document(archive):
            return Format.DOCUMENT
        refuse_packed(archive, file.name)
        names = set(archive.namelist())
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names or "content.xml" in names:
        return Format.XLSX
    if {"config.json", "weights.safetensors"} <= names:
        raise InputError(
            f"{file.name} is a trained model, not a corpus.", "Give a file of texts instead."
        )
    return Format.ZIP


def _refuse_binary(head: bytes, name: str) -> None:
    _refuse_exported(head, name)
    what = next((what for magic, what in _BINARY if head.startswith(magic)), None)
    if what is None and _looks_binary(head):
        what = "binary data"
    if what is not None:
        raise InputError(
            f"{name} is not a text file: it looks like {what}.",
            "Give csv, tsv, json, jsonl, xlsx, parquet, arrow, sav, dta, sas7bdat, txt, html, "
            "docx, odt, rtf, pdf, mbox, a folder or a zip of texts.",
        )


def _refuse_exported(head: bytes, name: str) -> None:
    for magic, of_others, hint in _EXPORTED:
        if head.startswith(magic):
            raise InputError(f"{name} is {of_others}.", hint)


def _looks_binary(head: bytes) -> bool:
    if detect_encoding(head).startswith(("utf-16", "utf-32")):
        return False
    n_controls = len(head) - len(head.translate(None, delete=_CONTROLS))
    return n_controls > 0.01 * len(head) and n_controls > 3


def _text_format(name: str, head: bytes) -> Format:
    format_ = _SUFFIXES.get(suffix_inside(name))
    if format_ in (None, Format.TXT) and is_mail(head):
        return Format.MBOX
    if format_ is not None and format_ is not Format.JSON:
        return format_
    if is_mailbox(head):
        return Format.MBOX
    sample = decode_sample(head, detect_encoding(head)).lstrip("\ufeff \t\r\n")
    if format_ is Format.JSON or sample.startswith(("[", "{")):
        return Format.JSONL if _is_object_a_line(sample) else Format.JSON
    if is_page(sample):
        return Format.HTML
    dialect = detect_dialect(sample, is_whole=len(head) < HEAD_BYTES)
    rows = sample_rows(sample, dialect, is_whole=len(head) < HEAD_BYTES)
    widths = {len(row) for row in rows}
    if len(rows) > 1 and len(widths) == 1 and widths != {1}:
        return Format.TSV if dialect.delimiter == "\t" else Format.CSV
    return Format.TXT


def _is_object_a_line(sample: str) -> bool:
    """Whether the first line is a JSON object by itself: many .json files are jsonl."""
    first, _, rest = sample.partition("\n")
    if not first.startswith("{"):
        return False
    try:
        held = json.loads(first).values()
    except (ValueError, RecursionError):
        return False
    if rest.strip():
        return rest.lstrip().startswith("{")
    return not any(isinstance(v, list) and v and isinstance(v[0], dict) for v in held)
