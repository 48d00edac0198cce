"""What a corpus file seems to be: its format, its columns, its first rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ulmfit_core.corpus.cells import UnusableCell
from ulmfit_core.corpus.files import DataFile
from ulmfit_core.corpus.first_rows import Rows, first_rows
from ulmfit_core.corpus.html_cells import holds_html
from ulmfit_core.corpus.label_cells import AS_LIST, guess_separator
from ulmfit_core.corpus.label_flags import are_flags, flags_of, given_columns, share_of_flags
from ulmfit_core.corpus.options import (
    BY_COLUMN,
    ColumnMapping,
    Compression,
    Format,
    LabelFlag,
    ReadOptions,
)
from ulmfit_core.corpus.reading import open_table
from ulmfit_core.corpus.rows import row_labels

_TABLES = (
    *(Format.CSV, Format.TSV, Format.XLSX),
    *(Format.JSON, Format.JSONL, *BY_COLUMN),
)
_MOSTLY = 0.95  # of the cells of a flag, at least: rows of the others are left out and told


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What was detected about a corpus file; None where it has no meaning for the format."""

    format: Format
    compression: Compression
    encoding: str | None
    delimiter: str | None
    has_header: bool | None
    columns: tuple[str, ...]
    preview_rows: Rows  # cells as text, in the order of the columns
    tool: str | None = None  # the annotation tool that wrote it, where that shows
    lists: tuple[str, ...] = ()  # columns of lists, or texts of such, not all of one entry
    flags: tuple[str, ...] = ()  # columns that say yes or no, and nothing else
    given: tuple[str, ...] = ()  # by which a table of ours says so of each label, be it of no text
    one_label: str | None = None  # of all its texts: the only folder's name, which may be no label
    sheet: str | None = None  # of a workbook, the one whose rows these are
    sheets: tuple[str, ...] = ()  # all of them
    variable_labels: Mapping[str, str] = field(default_factory=dict)  # of a survey, the questions
    cells: Rows = ()  # of many more rows, long ones cut

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

    def label_separator(self, column: str, known: Collection[str] = ()) -> str | None:
        """What seems to part several labels in a cell of ``column``, rather into ``known`` ones;
        None: a cell is one label."""
        if column in self.lists:
            return AS_LIST
        return guess_separator(self.cells_of([column]), known)

    def cells_of(self, columns: Sequence[str]) -> list[str]:
        """What its first rows hold in these columns; long ones cut, lists of several as JSON."""
        places = [self.columns.index(name) for name in columns if name in self.columns]
        return [row[place] for row in self.cells for place in places]

    def label_flags(self, columns: Sequence[str]) -> tuple[LabelFlag, ...]:
        """Which of several label columns are a label each, as they say yes or no, or do but for a
        few cells where another does; the only one holds labels that are called so, unless a table
        of ours has it."""
        mostly = [name for name in columns if self._says_mostly_yes_or_no(name)]
        found = mostly if mostly[1:] else [name for name in mostly if name in self.flags]
        flags = {*self.given, *(found if len(columns) > 1 else ())}
        return flags_of([name for name in columns if name in flags], self.variable_labels)

    def _says_mostly_yes_or_no(self, column: str) -> bool:
        cells = self.cells_of([column])
        return any(map(str.strip, cells)) and share_of_flags(cells) >= _MOSTLY

    def gives_several(self, columns: ColumnMapping) -> bool:
        """Whether a text seems to have several labels, or may have none."""
        if columns.label_separator is not None:
            return True
        cells = (dict(zip(self.columns, row, strict=True)) for row in self.cells)
        return any(_gives_several(row, columns) for row in cells)


def sniff(path: str | Path, options: ReadOptions | None = None) -> Sniffed:
    """What ``read_documents`` would make of the file, with its first rows to look at.

    Raises InputError as ``read_documents`` does.
    """
    path = Path(path)
    with open_table(path, options) as table:
        rows = first_rows(table)
        compression = DataFile.on_disk(path).compression() if path.is_file() else Compression.NONE
        return Sniffed(
            format=table.format,
            compression=compression,
            encoding=table.encoding,
            delimiter=table.delimiter,
            has_header=table.has_header,
            columns=table.columns,
            preview_rows=rows.preview,
            tool=table.tool,
            lists=rows.lists,
            flags=_flags(table.columns, rows.cells),
            given=given_columns(table.columns, rows.cells),
            one_label=table.one_label,
            sheet=table.sheet,
            sheets=table.sheets,
            variable_labels=table.variable_labels,
            cells=rows.cells,
        )


def _gives_several(row: Mapping[str, str], columns: ColumnMapping) -> bool:
    try:
        labels, none_fits = row_labels(row, columns)
    except UnusableCell:
        return False  # it is left out and told
    return len(labels) > 1 or none_fits


def _flags(columns: Sequence[str], cells: Rows) -> tuple[str, ...]:
    each = enumerate(columns)
    return tuple(name for place, name in each if are_flags([row[place] for row in cells]))
