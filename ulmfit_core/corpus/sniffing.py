"""What a corpus file seems to be: its format, its columns, its first rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from ulmfit_core.corpus.cells import cell_text
from ulmfit_core.corpus.files import DataFile
from ulmfit_core.corpus.html_cells import holds_html
from ulmfit_core.corpus.label_cells import AS_LIST, guess_separator, listed
from ulmfit_core.corpus.options import BY_COLUMN, Compression, Format, ReadOptions
from ulmfit_core.corpus.reading import open_table
from ulmfit_core.corpus.rows import Row

_PREVIEW_ROWS = 20
_TABLES = (
    *(Format.CSV, Format.TSV, Format.XLSX),
    *(Format.JSON, Format.JSONL, *BY_COLUMN),
)


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What was detected about a corpus file; None where it has no meaning for the format."""

    format: Format
    compression: Compression
    encoding: str | None
    delimiter: str | None
    has_header: bool | None
    columns: tuple[str, ...]
    preview_rows: tuple[tuple[str, ...], ...]  # cells as text, in the order of the columns
    tool: str | None = None  # the annotation tool that wrote it, where that shows
    lists: tuple[str, ...] = ()  # columns of lists, or texts of such, not all of one entry
    one_label: str | None = None  # of all its texts: the only folder's name, which may be no label
    sheet: str | None = None  # of a workbook, the one whose rows these are
    sheets: tuple[str, ...] = ()  # all of them
    variable_labels: Mapping[str, str] = field(default_factory=dict)  # of a survey, the questions

    @property
    def names_columns(self) -> bool:
        """Whether the file itself says what its columns are called."""
        return self.has_header is not False and self.tool is None and self.format in _TABLES

    def holds_html(self, columns: Sequence[str]) -> bool:
        """Whether the cells of one of these columns seem to be HTML."""
        places = [self.columns.index(name) for name in columns if name in self.columns]
        cells = ([row[place] for row in self.preview_rows] for place in places)
        return self.has_cells and any(map(holds_html, cells))

    @property
    def has_cells(self) -> bool:
        """Whether its texts are cells of a table."""
        return self.format in _TABLES

    def label_separator(self, column: str) -> str | None:
        """What seems to part several labels in a cell of ``column``; None: a cell is one label."""
        if column in self.lists:
            return AS_LIST
        place = self.columns.index(column)
        return guess_separator([row[place] for row in self.preview_rows])


def sniff(path: str | Path, options: ReadOptions | None = None) -> Sniffed:
    """What ``read_documents`` would make of the file, with its first rows to look at.

    Raises InputError as ``read_documents`` does.
    """
    path = Path(path)
    with open_table(path, options) as table:
        rows = [row for row in islice(table.rows, 2 * _PREVIEW_ROWS) if isinstance(row, Row)]
        compression = DataFile.on_disk(path).compression() if path.is_file() else Compression.NONE
        return Sniffed(
            format=table.format,
            compression=compression,
            encoding=table.encoding,
            delimiter=table.delimiter,
            has_header=table.has_header,
            columns=table.columns,
            preview_rows=tuple(_preview(row, table.columns) for row in rows[:_PREVIEW_ROWS]),
            tool=table.tool,
            lists=tuple(name for name in table.columns if _holds_lists(rows, name)),
            one_label=table.one_label,
            sheet=table.sheet,
            sheets=table.sheets,
            variable_labels=table.variable_labels,
        )


def _preview(row: Row, columns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_shown(row.cells.get(name)) for name in columns)


def _shown(cell: Any) -> str:
    if isinstance(cell, list | tuple):
        return ", ".join(map(str, cell))
    return str(cell) if isinstance(cell, dict | set | bytes) else cell_text(cell) or ""


def _holds_lists(rows: list[Row], column: str) -> bool:
    """Whether a cell may hold several: lists of exactly one entry each are another way to write
    one, empty ones are no sign of that."""
    cells = (listed(row.cells.get(column)) for row in rows)
    lengths = {len(cell) for cell in cells if isinstance(cell, list | tuple)}
    return bool(lengths) and lengths - {0} != {1}
