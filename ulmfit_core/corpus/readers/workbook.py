"""xlsx (and xls, ods): one sheet; a row's number is the one the spreadsheet shows."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import chain, islice
from typing import Any, BinaryIO

from ulmfit_core.corpus.cells import cell_text
from ulmfit_core.corpus.document import RejectedRow
from ulmfit_core.corpus.files import DataFile
from ulmfit_core.corpus.header import count_titles, split_header
from ulmfit_core.corpus.optional import require
from ulmfit_core.corpus.options import Format, ReadOptions
from ulmfit_core.corpus.readers.archive import check_sizes
from ulmfit_core.corpus.readers.sheet_extent import check_extent
from ulmfit_core.corpus.rows import Row, Table
from ulmfit_core.errors import InputError

_N_LOOKED_AT = 100


def open_workbook(
    file: DataFile, options: ReadOptions, wanted: tuple[str, ...], stack: ExitStack
) -> Table:
    """One sheet of a workbook as a table.

    Raises InputError for a damaged or protected workbook, a missing sheet or an empty one.
    """
    sheet = _sheet(file.open_seekable(stack), file.name, options.sheet)
    records = _filled_rows(sheet)
    first = list(islice(records, _N_LOOKED_AT))
    if not first:
        raise InputError(f"The sheet {sheet.name} of {file.name} is empty.", "Name another sheet.")
    sample = [[cell_text(cell) or "" for cell in cells] for _, cells in first]
    n_titles = 0 if options.has_header is False else count_titles(sample)
    has_header, columns = split_header(sample[n_titles:], options.has_header, wanted)
    n_above = n_titles + int(has_header)
    rows = _rows(islice(chain(first, records), n_above, None), columns, file.name)
    return Table(Format.XLSX, columns, rows, has_header=has_header)


def _sheet(stream: BinaryIO, name: str, sheet: str | None) -> Any:
    calamine = require("python_calamine", "Reading spreadsheets", "train")
    if zipfile.is_zipfile(stream):
        archive = zipfile.ZipFile(stream)
        check_sizes(archive, name)
        check_extent(archive, name)
    stream.seek(0)
    try:
        workbook = calamine.load_workbook(stream)
        names = workbook.sheet_names
        if sheet is not None and sheet not in names:
            listed = ", ".join(names)
            raise InputError(f'{name} has no sheet "{sheet}"; it has: {listed}.')
        if not names:
            raise InputError(f"{name} has no sheets.", "Save it again, or as csv.")
        return workbook.get_sheet_by_name(sheet or names[0])
    except calamine.PasswordError:
        raise InputError(
            f"{name} is protected by a password.", "Save it without one, or as csv."
        ) from None
    except calamine.CalamineError as error:
        raise InputError(
            f"{name} cannot be opened as a spreadsheet: {error}.", "Save it again, or as csv."
        ) from None


def _filled_rows(sheet: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    """(row number, cells) of every row that is not blank."""
    for number, cells in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        if any(cell is not None and cell != "" for cell in cells):
            yield number, cells


def _rows(
    records: Iterator[tuple[int, Sequence[Any]]], columns: tuple[str, ...], source: str
) -> Iterator[Row | RejectedRow]:
    for number, cells in records:
        yield Row(source, number, dict(zip(columns, cells, strict=True)))
