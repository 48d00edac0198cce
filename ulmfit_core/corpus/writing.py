"""Writing rows (predictions, mostly) in the formats that can be read."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import BinaryIO, cast

from ulmfit_core.corpus.atomic import atomic_file
from ulmfit_core.corpus.number_columns import Numbers
from ulmfit_core.corpus.optional import require
from ulmfit_core.corpus.options import Compression, Format
from ulmfit_core.corpus.writers.cells import RowWriter
from ulmfit_core.corpus.writers.parquet import ParquetWriter
from ulmfit_core.corpus.writers.text import DelimitedWriter, JsonWriter, LineWriter
from ulmfit_core.corpus.writers.workbook import WorkbookWriter, check_sheet
from ulmfit_core.errors import InputError

_FORMATS = {
    ".csv": Format.CSV,
    ".tsv": Format.TSV,
    ".tab": Format.TSV,
    ".json": Format.JSON,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".xlsx": Format.XLSX,
    ".parquet": Format.PARQUET,
    ".txt": Format.TXT,
}
_TABLES = (Format.CSV, Format.TSV, Format.XLSX, Format.PARQUET)
_WITH_NUMBERS = (Format.JSON, Format.JSONL, Format.XLSX, Format.PARQUET)
_NO_NUMBERS: Numbers = {}
_COMPRESSIONS = {f".{c}": c for c in Compression if c is not Compression.NONE}


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """How to write; ``None`` means by the file's name.

    Formula guarding puts an apostrophe before csv and tsv cells that a spreadsheet would run
    ("=1+1"): right for people, to be switched off where a program reads the file back.
    """

    format: Format | None = None
    delimiter: str | None = None  # of csv
    byte_order_mark: bool = False  # Excel takes csv without it for a local encoding
    guard_formulas: bool = True
    decimal_comma: bool = False  # csv and tsv, unless a comma delimits
    header: bool = True  # csv and tsv; the parts of a file have it once


FOR_SPREADSHEETS = WriteOptions(byte_order_mark=True)


def output_format(path: str | Path) -> tuple[Format, Compression]:
    """What the name of ``path`` asks for. Raises InputError for a name that says nothing."""
    name = PurePath(str(path).lower())
    compression = _COMPRESSIONS.get(name.suffix, Compression.NONE)
    if compression is not Compression.NONE:
        name = PurePath(name.stem)
    if name.suffix not in _FORMATS:
        raise InputError(
            f"{Path(path).name} does not say in which format to write.",
            f"Let the name end in one of: {', '.join(_FORMATS)}.",
        )
    return _FORMATS[name.suffix], compression


def is_table(path: str | Path, options: WriteOptions | None = None) -> bool:
    """Whether what is written has columns with a head, and one value in a cell. Raises InputError
    as ``output_format`` does."""
    asked = options.format if options else None
    return (asked or output_format(path)[0]) in _TABLES


def has_numbers(path: str | Path, options: WriteOptions | None = None) -> bool:
    """Whether a number is something else than its digits in what is written. Raises InputError as
    ``output_format`` does."""
    asked = options.format if options else None
    return (asked or output_format(path)[0]) in _WITH_NUMBERS


def check_size(
    path: str | Path, n_columns: int, n_rows: int, options: WriteOptions | None = None
) -> None:
    """Raises InputError where the format does not hold so many columns, and rows below their
    names, or as ``output_format`` does."""
    asked = options.format if options else None
    if (asked or output_format(path)[0]) is Format.XLSX:
        check_sheet(n_columns, n_rows + 1)


@contextmanager
def open_writer(
    path: str | Path,
    columns: tuple[str, ...],
    options: WriteOptions | None = None,
    numbers: Numbers = _NO_NUMBERS,
) -> Iterator[RowWriter]:
    """A writer of rows with ``columns``, of which it is known that these hold ``numbers`` alone;
    ``path`` appears, whole, when the block ends well.

    Raises InputError for an unknown format, StorageError where the disk does not take it.
    """
    options = options or WriteOptions()
    format_, compression = (
        (options.format, Compression.NONE) if options.format else output_format(path)
    )
    with ExitStack() as stack:
        stream = stack.enter_context(atomic_file(path))
        if compression is not Compression.NONE:
            stream = stack.enter_context(_compressing(stream, compression))
        writer = _writer(stream, format_, columns, options, numbers, stack)
        try:
            yield writer
            writer.finish()
        except BaseException:
            writer.abandon()
            raise


def _writer(
    stream: BinaryIO,
    format_: Format,
    columns: tuple[str, ...],
    options: WriteOptions,
    numbers: Numbers,
    stack: ExitStack,
) -> RowWriter:
    if format_ is Format.XLSX:
        return WorkbookWriter(stream, columns)
    if format_ is Format.PARQUET:
        return ParquetWriter(stream, columns, numbers)
    encoding = "utf-8-sig" if options.byte_order_mark else "utf-8"
    text = io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")
    stack.callback(text.detach)  # the stream is closed by who opened it
    match format_:
        case Format.TXT:
            return LineWriter(text)
        case Format.JSON | Format.JSONL:
            return JsonWriter(text, columns, as_array=format_ is Format.JSON)
        case Format.CSV | Format.TSV:
            delimiter = "\t" if format_ is Format.TSV else options.delimiter or ","
            header = columns if options.header else ()
            sign = "," if options.decimal_comma and delimiter != "," else "."
            return DelimitedWriter(text, header, delimiter, options.guard_formulas, sign)
    raise InputError(f"Writing the format {format_} is not possible.", "Write csv instead.")


def _compressing(stream: BinaryIO, compression: Compression) -> BinaryIO:
    match compression:
        case Compression.GZIP:
            return cast(BinaryIO, gzip.GzipFile(fileobj=stream, mode="wb", mtime=0))
        case Compression.BZIP2:
            return cast(BinaryIO, bz2.BZ2File(stream, "wb"))
        case Compression.XZ:
            return cast(BinaryIO, lzma.LZMAFile(stream, "wb"))
    library = require("zstandard", "Writing .zst files", "train")
    return cast(BinaryIO, library.ZstdCompressor().stream_writer(stream, closefd=False))
