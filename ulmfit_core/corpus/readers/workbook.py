"""xlsx (and xls, ods): one sheet, the first that is filled unless another is named; a row's number
is the one the spreadsheet shows."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import chain, islice
from typing import Any, BinaryIO

from ulmfit_core.corpus.cells import cell_text, without_point
from ulmfit_core.corpus.document import RejectedRow
from ulmfit_core.corpus.files import DataFile
from ulmfit_core.corpus.header import find_header
from ulmfit_core.corpus.optional import require
from ulmfit_core.corpus.options import Format, ReadOptions
from ulmfit_core.corpus.readers.archive import check_sizes
from ulmfit_core.corpus.readers.sheet_extent import check_extent
from ulmfit_core.corpus.rows import Row, Table
from ulmfit_core.errors import InputError

_N_LOOKED_AT = 100
_Records = Iterator[tuple[int, Sequence[Any]]]  # row number, cells


def open_workbook(
    file: DataFile, options: ReadOptions, wanted: tuple[str, ...], stack: ExitStack
) -> Table:
    """One sheet of a workbook as a table.

    Raises InputError for a damaged or protected workbook, a missing sheet or an empty one.
    """
    workbook = _opened(file.open_seekable(stack), file.name)
    sheets = tuple(workbook.sheet_names)
    sheet, records = _sheet(workbook, file.name, options.sheet or options.member)
    first = list(islice(records, _N_LOOKED_AT))
    if not first:
        raise InputError(f"The sheet {sheet} of {file.name} is empty.", "Name another sheet.")
    sample = [[cell_text(cell) or "" for cell in cells] for _, cells in first]
    header = find_header(sample, options.has_header, wanted)
    source = f"{file.name}/{sheet}" if len(sheets) > 1 else file.name
    rows = _rows(islice(chain(first, records), header.n_rows, None), header.columns, source)
    return Table(
        Format.XLSX,
        header.columns,
        rows,
        has_header=header.is_named,
        sheet=sheet,
        sheets=sheets,
        filled=_filled(workbook, file.name),
        variable_labels=header.questions,
    )


def _opened(stream: BinaryIO, name: str) -> Any:
    calamine = require("python_calamine", "Reading spreadsheets", "train")
    if zipfile.is_zipfile(stream):
        archive = zipfile.ZipFile(stream)
        check_sizes(archive, name)
        check_extent(archive, name)
    stream.seek(0)
    with _refused(calamine, name):
        return calamine.load_workbook(stream)


def _sheet(workbook: Any, name: str, wanted: str | None) -> tuple[str, _Records]:
    """The sheet that is ``wanted``, else the first with a cell in it, else the first; its rows."""
    calamine = require("python_calamine", "Reading spreadsheets", "train")
    names = workbook.sheet_names
    if wanted is not None and wanted not in names:
        raise InputError(f'{name} has no sheet "{wanted}"; it has: {", ".join(names)}.')
    if not names:
        raise InputError(f"{name} has no sheets.", "Save it again, or as csv.")
    with _refused(calamine, name):
        if wanted is not None:
            return wanted, _filled_rows(workbook.get_sheet_by_name(wanted))
        for sheet in names:
            records = _filled_rows(workbook.get_sheet_by_name(sheet))
            if (first := next(records, None)) is not None:
                return sheet, chain([first], records)
    return names[0], iter(())


@contextmanager
def _refused(calamine: Any, name: str) -> Iterator[None]:
    """What the library cannot do as a sentence."""
    try:
        yield
    except calamine.PasswordError:
        raise InputError(
            f"{name} is protected by a password.", "Save it without one, or as csv."
        ) from None
    except calamine.CalamineError as error:
        raise InputError(
            f"{name} cannot be opened as a spreadsheet: {error}.", "Save it again, or as csv."
        ) from None


def _filled_rows(sheet: Any) -> _Records:
    """(row number, cells) of every row that is not blank."""
    for number, cells in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        if any(cell is not None and cell != "" for cell in cells):
            yield number, cells


def _filled(workbook: Any, name: str) -> Iterator[str]:
    calamine = require("python_calamine", "Reading spreadsheets", "train")
    for sheet in workbook.sheet_names:
        with _refused(calamine, name):
            first = next(_filled_rows(workbook.get_sheet_by_name(sheet)), None)
        if first is not None:
            yield sheet


def _rows(records: _Records, columns: tuple[str, ...], source: str) -> Iterator[Row | RejectedRow]:
    for number, cells in records:
        values = (without_point(cell) if isinstance(cell, float) else cell for cell in cells)
        yield Row(source, number, dict(zip(columns, values, strict=True)))
