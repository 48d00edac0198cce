"""csv and tsv, streamed; a row's number is the line it starts on, the header's line included."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

from ulmfit_core.corpus.dialect import SAMPLE_CHARACTERS, Dialect, detect_dialect, sample_rows
from ulmfit_core.corpus.document import RejectedRow
from ulmfit_core.corpus.encoding import SAMPLE_BYTES, decode_sample
from ulmfit_core.corpus.files import DataFile
from ulmfit_core.corpus.header import find_header
from ulmfit_core.corpus.lines import bounded_lines
from ulmfit_core.corpus.options import Format, ReadOptions
from ulmfit_core.corpus.rows import Row, Table
from ulmfit_core.errors import InputError


def open_delimited(
    file: DataFile,
    format_: Format,
    encoding: str,
    options: ReadOptions,
    wanted: tuple[str, ...],
    stack: ExitStack,
) -> Table:
    """A csv or tsv file as a table. Raises InputError where it has no row at all."""
    sample = decode_sample(file.head(SAMPLE_BYTES), encoding)
    is_whole = len(sample) <= SAMPLE_CHARACTERS
    sample = sample[:SAMPLE_CHARACTERS]
    dialect = detect_dialect(
        sample, is_whole=is_whole, format_=format_, delimiter=options.delimiter
    )
    rows = sample_rows(sample, dialect, is_whole)
    if not rows:
        raise InputError(f"{file.name} holds no rows.", "Give a file with a text in every row.")
    header = find_header(rows, options.has_header, wanted)
    columns = header.columns
    lines = bounded_lines(file.open_text(encoding, stack), options.max_characters)
    records = _records(lines, dialect, columns, file.name, options.max_characters)
    return Table(
        format=format_,
        columns=columns,
        rows=_rows(records, dialect, columns, file.name, n_above=header.n_rows),
        encoding=encoding,
        delimiter=None if dialect.has_one_column else dialect.delimiter,
        has_header=header.is_named,
        variable_labels=header.questions,
    )


def _rows(
    records: Iterator[tuple[int, list[str]] | RejectedRow],
    dialect: Dialect,
    columns: tuple[str, ...],
    source: str,
    *,
    n_above: int,
) -> Iterator[Row | RejectedRow]:
    """Records after the first ``n_above`` as rows of ``columns``, those of another width
    rejected."""
    width = len(columns)
    for record in records:
        if isinstance(record, RejectedRow):
            yield record
            continue
        number, cells = record
        if n_above:
            n_above -= 1
        elif len(cells) == width or (len(cells) > width and not any(cells[width:])):
            yield Row(source, number, dict(zip(columns, cells, strict=False)))
        else:
            found = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
            known = _by_column(cells, columns, dialect)
            yield RejectedRow(source, number, f"has {found}, not {width}", known)


def _by_column(cells: Sequence[str], columns: tuple[str, ...], dialect: Dialect) -> dict[str, str]:
    """Too many cells, or too few, by column: those beyond the last are joined to it, as they stood
    in the file but for quotes."""
    last = len(columns) - 1
    joined = [*cells[:last], dialect.delimiter.join(cells[last:])] if cells[last:] else cells
    return dict(zip(columns, joined, strict=False))


_LEAST_REACH = 1000  # characters


class _TooLong(Exception):
    """The record under way is over the limit."""


class _Feed:
    """Hands lines to ``csv.reader`` and can take back all but the first of a failed record.

    A record of several lines may be ``reach`` characters long: the n-th that fails leaves an n-th
    of the limit, or a file full of quotes that are not closed would be read again at each of them.
    """

    def __init__(self, lines: Iterator[str], limit: int) -> None:
        self._lines = lines
        self._returned: deque[str] = deque()
        self._limit = self.reach = limit
        self._n_failed = 0
        self._record: list[str] = []
        self._size = 0
        self.next_line = 1  # the number of the line that comes next
        self.ended_inside = False  # the file ended within the record under way

    @property
    def first_line(self) -> str:
        """Of the record under way, or the one that failed."""
        return self._record[0]

    def start_record(self) -> int:
        """Forget the last record; the line the next one starts on."""
        self._record.clear()
        self._size = 0
        return self.next_line

    def give_back(self) -> int:
        """Take back the failed record but for its first line; how many lines it had."""
        n_lines = len(self._record)
        if n_lines > 1:
            self._n_failed += 1
            least = min(_LEAST_REACH, self._limit)
            self.reach = max(self._limit // self._n_failed, least)
        self._returned.extendleft(reversed(self._record[1:]))
        self.next_line -= n_lines - 1
        self.ended_inside = False
        return n_lines

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else next(self._lines, "")
        if not line:
            self.ended_inside = bool(self._record)
            raise StopIteration
        self.next_line += 1
        self._record.append(line)
        self._size += len(line)
        if self._size > (self.reach if len(self._record) > 1 else self._limit):
            raise _TooLong
        return line


def _records(
    lines: Iterator[str], dialect: Dialect, columns: tuple[str, ...], source: str, limit: int
) -> Iterator[tuple[int, list[str]] | RejectedRow]:
    """(line number, cells) of each record; blank lines are passed over.

    A quote that is never closed would swallow the rest of the file: its line is rejected, with the
    cells it has alone, and reading goes on with the line after it.
    """
    csv.field_size_limit(max(csv.field_size_limit(), limit + 1))  # of the whole process
    feed = _Feed(lines, limit)
    reader = csv.reader(feed, delimiter=dialect.delimiter, quoting=dialect.quoting)
    for _ in range(dialect.n_skipped_lines):
        next(feed, "")
    while True:
        number = feed.start_record()
        try:
            cells = next(reader, None)
        except _TooLong:
            reach = feed.reach
            spans = feed.give_back() > 1
            reason = "opens a quote that is not closed within" if spans else "is longer than"
            n_characters = reach if spans else limit
            known = _cells_of_line(feed, columns, dialect) if spans else {}
            yield RejectedRow(source, number, f"{reason} {n_characters:,} characters", known)
            continue
        except csv.Error as error:
            yield RejectedRow(source, number, f"is not valid csv: {error}")
            continue
        if feed.ended_inside:
            feed.give_back()
            known = _cells_of_line(feed, columns, dialect)
            yield RejectedRow(source, number, "opens a quote that is never closed", known)
        elif cells is None:
            return
        elif cells:
            yield number, cells


def _cells_of_line(feed: _Feed, columns: tuple[str, ...], dialect: Dialect) -> dict[str, str]:
    line = feed.first_line.rstrip("\r\n")
    cells = next(csv.reader([line], delimiter=dialect.delimiter, quoting=dialect.quoting))
    return _by_column(cells, columns, dialect)
