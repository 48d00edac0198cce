"""Reading a corpus: any supported file as one stream of documents and rejected rows.

Rows are numbered as a person finds them in the file: by line in csv, tsv, jsonl and txt (the
header's line counts, and a row that spans lines has the first one's number), by row in a
spreadsheet (the header's counts too), by place from 1 in json, parquet, arrow and mbox, and by
place among the sorted files in a folder of texts (read by line, by line of the file that
``source`` names). A page of HTML, or a document (Word, PDF, …), is one text without its marks, 1
where it is given alone; read by line, each block of its words is one.

Damage costs one row, never the file: a row with bytes that are not valid in the file's encoding,
or with a NUL character, is rejected (``ReadOptions.damaged`` can replace instead); so is a row
with too many or too few cells, without text, or over the length limit. An empty label is no
damage: the document is unlabelled.

JSON of Label Studio, doccano and Prodigy, and folders of Hugging Face datasets, those that
``save_to_disk`` wrote too, are known by their content and read as if they had the columns text and
label.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from ulmfit_core.corpus.compression import readable_errors, suffix_inside
from ulmfit_core.corpus.document import Document, RejectedRow
from ulmfit_core.corpus.encoding import (
    check_encoding,
)
from ulmfit_core.corpus.files import DataFile
from ulmfit_core.corpus.identify import identify
from ulmfit_core.corpus.interchange.hugging_face import NAME as HUGGING_FACE
from ulmfit_core.corpus.interchange.hugging_face import by_name
from ulmfit_core.corpus.interchange.hugging_face_saved import saved_split
from ulmfit_core.corpus.interchange.recognition import recognised
from ulmfit_core.corpus.options import ColumnMapping, Format, ReadOptions
from ulmfit_core.corpus.readers.archive import zip_members
from ulmfit_core.corpus.readers.arrow import open_arrow
from ulmfit_core.corpus.readers.delimited import open_delimited
from ulmfit_core.corpus.readers.folder import (
    Member,
    folder_members,
    open_texts,
    split_members,
    table_member,
)
from ulmfit_core.corpus.readers.folder import visible as visible_members
from ulmfit_core.corpus.readers.html import open_page
from ulmfit_core.corpus.readers.json_array import open_json
from ulmfit_core.corpus.readers.json_lines import open_json_lines
from ulmfit_core.corpus.readers.mail import ALONE, BESIDE, open_mailbox
from ulmfit_core.corpus.readers.parquet import open_parquet
from ulmfit_core.corpus.readers.statistical import open_statistical
from ulmfit_core.corpus.readers.text_file import encoding_of, is_one_mail, text_rows
from ulmfit_core.corpus.readers.text_lines import open_text_file
from ulmfit_core.corpus.readers.web_archive import unwrapped
from ulmfit_core.corpus.readers.workbook import open_workbook
from ulmfit_core.corpus.readers.written_document import open_written
from ulmfit_core.corpus.rows import Row, Table, check_columns, to_document
from ulmfit_core.corpus.saved_as_text import Refusals
from ulmfit_core.errors import InputError

_FIRST_FILES = 10


def read_documents(
    path: str | Path, columns: ColumnMapping | None = None, options: ReadOptions | None = None
) -> Iterator[Document | RejectedRow]:
    """The documents of ``path`` in file order, and the rows that could not be one.

    Streamed: memory is bounded by the longest row (spreadsheets and JSON objects excepted).
    Raises InputError, at the first step, for a file that is missing, empty, binary, damaged or
    without one of the columns; later only where the file's end turns out to be damaged.
    """
    columns = columns or ColumnMapping()
    options = options or ReadOptions()
    with open_table(path, options, columns) as table:
        if table.columns:  # json has none where not one row is whole
            check_columns(Path(path).name, table.columns, columns.names())
        for row in table.rows:
            yield to_document(row, columns, options)


@contextmanager
def open_table(
    path: str | Path, options: ReadOptions | None = None, columns: ColumnMapping | None = None
) -> Iterator[Table]:
    """The file as rows with every cell, for a caller that needs more than the documents.

    ``columns`` are those that will be used: it helps to tell a header from a first row, and
    Parquet reads only these. Raises InputError as ``read_documents`` does.
    """
    path = Path(path)
    options = options or ReadOptions()
    if options.encoding is not None:
        check_encoding(options.encoding)
    with ExitStack() as stack, readable_errors(path.name):
        if path.is_dir():
            members = folder_members(path)
            yield _members_table(members, path.name, Format.FOLDER, options, columns, stack)
        else:
            yield _file_table(DataFile.on_disk(path), options, columns, stack)


def _file_table(
    file: DataFile, options: ReadOptions, columns: ColumnMapping | None, stack: ExitStack
) -> Table:
    format_ = options.format or identify(file)
    wanted = columns.names() if columns else ()
    if format_ is Format.TXT and options.delimiter is not None:
        format_ = Format.CSV
    match format_:
        case Format.ZIP:
            members = zip_members(file, stack)
            return _members_table(members, file.name, Format.ZIP, options, columns, stack)
        case Format.XLSX:
            return open_workbook(file, options, wanted, stack)
        case Format.PARQUET:
            return open_parquet(file, wanted, stack)
        case Format.ARROW:
            return open_arrow(file, wanted, stack)
        case Format.SPSS | Format.STATA | Format.SAS:
            return open_statistical(file, options, wanted, stack)
        case Format.MBOX:
            return open_mailbox(file, options, stack)
        case Format.DOCUMENT:
            return open_written(file, options)
    file = unwrapped(file) if format_ is Format.HTML else file
    encoding = encoding_of(file, format_, options)
    match format_:
        case Format.JSON:
            return recognised(open_json(file, encoding, options, stack))
        case Format.JSONL:
            return recognised(open_json_lines(file, encoding, options, stack))
        case Format.TXT:
            return open_text_file(file, encoding, options, stack)
        case Format.HTML:
            return open_page(file, encoding, options)
        case Format.FOLDER:
            raise InputError(f"{file.name} is a file, not a folder.")
    return open_delimited(file, format_, encoding, options, wanted, stack)


def _members_table(
    members: list[Member],
    name: str,
    format_: Format,
    options: ReadOptions,
    columns: ColumnMapping | None,
    stack: ExitStack,
) -> Table:
    members = visible_members(members)
    if saved := saved_split(members, name, options.member):
        joined = _joined(saved.parts, options, columns, stack)
        return replace(joined, rows=by_name(joined.rows, saved.names))
    if parts := split_members(members, options.member):
        return _joined(parts, options, columns, stack)
    table = table_member(members, name, options.member)
    if table is not None:
        return _file_table(table, replace(options, format=None, member=None), columns, stack)

    refusals = Refusals()

    def read(file: DataFile, number: int) -> Iterator[Row | RejectedRow]:
        return text_rows(file, number, options, refusals)

    return open_texts(members, name, format_, read, _beside(members), columns)


def _beside(members: Sequence[Member]) -> tuple[str, ...]:
    """The columns of mails where there are some; where no name tells, the first files do."""
    named = any(suffix_inside(path) in ALONE for path, _ in members)
    return BESIDE if named or any(is_one_mail(file) for _, file in members[:_FIRST_FILES]) else ()


def _joined(
    parts: Sequence[DataFile], options: ReadOptions, columns: ColumnMapping | None, stack: ExitStack
) -> Table:
    """The files of one split, one after the other; each opened when the one before is done."""
    options = replace(options, format=None, member=None)
    first = _file_table(parts[0], options, columns, stack)

    def rows() -> Iterator[Row | RejectedRow]:
        yield from first.rows
        for part in parts[1:]:
            with ExitStack() as own:
                yield from _file_table(part, options, columns, own).rows

    return replace(first, rows=rows(), tool=HUGGING_FACE)
