"""The rows of a file with what the model makes of them, one for one, in three passes.

Count the rows, so that a damaged file is found out before the work; score them block by block
into a journal, which a killed scoring goes on from; write them with their labels. Memory holds
one block at most. A resumed file has the same blocks, and so number for number the same scores;
those of shards may differ from a single process' in the last bits, more than are written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from ulmfit_core.corpus.decimal_comma import has_decimal_comma
from ulmfit_core.corpus.document import Document, RejectedRow
from ulmfit_core.corpus.number_columns import NumberColumns, Numbers
from ulmfit_core.corpus.options import (
    BARE_TEXTS,
    BY_COLUMN,
    STATISTICAL,
    ColumnMapping,
    Format,
    ReadOptions,
)
from ulmfit_core.corpus.reading import open_table
from ulmfit_core.corpus.rows import Row, Table, check_columns, to_document, unique_names
from ulmfit_core.corpus.sniffing import sniff
from ulmfit_core.corpus.writers.cells import plain_cell
from ulmfit_core.corpus.writing import WriteOptions, check_size, is_table, output_format
from ulmfit_core.file_mark import FileMark, changed
from ulmfit_core.prediction_columns import PredictionColumns
from ulmfit_core.predictor import Predictor
from ulmfit_core.score_journal import ScoreJournal, Scores

BLOCK_ROWS = 1024  # enough to put texts of like length together
_KEPT_REJECTED = 1000
_NOT_WRITTEN = (*BARE_TEXTS, *STATISTICAL, Format.ARROW, Format.MBOX)

AnyRow = Row | RejectedRow


@dataclass(frozen=True, slots=True)
class Shard:
    """One of ``count`` parts of a file, as even as whole rows allow; ``index`` from 0."""

    index: int = 0
    count: int = 1

    def rows(self, n_rows: int) -> range:
        """Which rows of a file of ``n_rows`` are this shard's."""
        start, stop = (n_rows * i // self.count for i in (self.index, self.index + 1))
        return range(start, stop)


WHOLE = Shard()


class FileLabelling:
    """The three passes over one file, to be made in their order."""

    def __init__(
        self,
        path: Path,
        mapping: ColumnMapping,
        predictor: Predictor,
        shard: Shard = WHOLE,
        options: ReadOptions | None = None,
    ) -> None:
        self._path, self._mapping, self._predictor = path, mapping, predictor
        self._shard, self._options = shard, options or ReadOptions()
        # These readers would leave out every column that is not named.
        found = sniff(path, options)
        by_column = found.format in BY_COLUMN
        self._columns = None if by_column else mapping
        # Whose csv has semicolons has a spreadsheet that shows one with commas as one column.
        self.delimiter = found.delimiter if found.format is Format.CSV else None
        self.decimal_comma = found.delimiter not in (None, ",") and has_decimal_comma(found.cells)
        self.n_rows = 0  # of the whole file, once they are counted
        self._counted: FileMark | None = None
        self._own_columns: tuple[str, ...] = ()
        self._numbers = NumberColumns()

    @property
    def n_wanted(self) -> int:
        """How many rows the shard has."""
        return len(self._wanted)

    @property
    def _wanted(self) -> range:
        return self._shard.rows(self.n_rows)

    def count(self) -> Iterator[int]:
        """Read every row; yields how many so far."""
        with self._table() as table:
            self._counted = FileMark.of(self._path)
            self._own_columns = (*_file_column(table), *table.columns)
            self._numbers = NumberColumns(table.columns)
            for self.n_rows, row in enumerate(table.rows, 1):
                for name in self._numbers.open:
                    self._numbers.note(name, plain_cell(row.cells.get(name)))
                yield self.n_rows

    def check_size(self, path: str | Path, options: WriteOptions | None = None) -> None:
        """Raises InputError where the file to write does not hold the rows that were counted."""
        added = PredictionColumns(self._predictor, in_table=is_table(path, options))
        n_columns = len(self._own_columns) + len(added.names)
        check_size(path, n_columns, self.n_wanted, options)

    def open_journal(self, path: Path, target: Path | None = None) -> ScoreJournal:
        """Where the scores go before the file ``target`` is written; what it holds already is not
        done again."""
        return ScoreJournal(path, BLOCK_ROWS, len(self._predictor.labels), target)

    def score(self, journal: ScoreJournal) -> Iterator[int]:
        """Score what the journal lacks; yields how many of the shard's rows are done."""
        with self._table() as table:
            start, stop = self._wanted.start, self._wanted.stop
            rows = islice(table.rows, start + journal.n_blocks * BLOCK_ROWS, stop)
            yield min(journal.n_blocks * BLOCK_ROWS, self.n_wanted)
            while (done := journal.n_blocks * BLOCK_ROWS) < self.n_wanted:
                block = self._score_block(islice(rows, BLOCK_ROWS), done)
                journal.append((yield from block))
                yield min(journal.n_blocks * BLOCK_ROWS, self.n_wanted)

    @contextmanager
    def rows(self, journal: ScoreJournal, *, in_table: bool = False) -> Iterator[LabelledRows]:
        """The shard's rows with their labels, once they are scored; ``in_table`` where they will
        be those of a table (``corpus.writing.is_table``).

        Iterating raises InputError where they are no longer those that were counted: in the block
        of whoever writes them, so that nothing appears.
        """
        with self._table() as table:
            rows = islice(table.rows, self._wanted.start, self._wanted.stop)
            whole = self._unchanged(rows)
            added = PredictionColumns(self._predictor, in_table=in_table)
            how = (self._mapping, self._options, self._numbers.kinds())
            yield LabelledRows(table, whole, journal, self._predictor, added, *how)

    def _unchanged(self, rows: Iterator[AnyRow]) -> Iterator[AnyRow]:
        n_rows = 0
        for n_rows, row in enumerate(rows, 1):  # noqa: B007
            yield row
        is_same = self._counted is None or self._counted.holds()
        if n_rows != self.n_wanted or not is_same:
            raise changed(self._path)

    def _score_block(self, rows: Iterator[AnyRow], done: int) -> Generator[int, None, Scores]:
        """Scores [rows, C] of one block; those of rows without a usable text are NaN."""
        places: list[int] = []
        n_rows = 0

        def texts() -> Iterator[str]:
            nonlocal n_rows
            for row in rows:
                n_rows += 1
                document = to_document(row, self._mapping, self._options)
                if isinstance(document, Document):
                    places.append(n_rows - 1)
                    yield document.text

        scored = yield from self._predictor.scoring(texts(), done)
        scores = np.full((n_rows, len(self._predictor.labels)), np.nan, dtype=np.float32)
        scores[places] = scored
        return scores

    @contextmanager
    def _table(self) -> Iterator[Table]:
        with open_table(self._path, self._options, self._columns) as table:
            if table.columns:  # json has none where not one row is whole
                check_columns(self._path.name, table.columns, self._mapping.names())
            yield table


class LabelledRows:
    """Iterates rows of cells: the table's own columns, then the label and the probabilities.
    Before them, of a folder or zip of texts, the file.

    A row that holds no usable text keeps its place, and its cells as far as its reader found any;
    its label is None.
    """

    def __init__(
        self,
        table: Table,
        rows: Iterator[AnyRow],
        journal: ScoreJournal,
        predictor: Predictor,
        added: PredictionColumns,
        mapping: ColumnMapping,
        options: ReadOptions,
        numbers: Numbers,
    ) -> None:
        self._own_columns, self._rows, self._journal = table.columns, rows, journal
        self._mapping, self._options = mapping, options
        self._predictor, self._added = predictor, added
        self._file = _file_column(table)
        own = (*self._file, *table.columns)
        self.columns = unique_names([*own, *added.names])
        self.numbers = {**numbers, **added.numbers(self.columns)}  # columns of nothing else
        self._n_added = len(added.names)
        self.counts: Counter[str] = Counter()  # rows by label, of several in each; "": by none
        self.rejected: list[RejectedRow] = []  # the first thousand
        self.n_rejected = 0
        self.n_rows = 0

    def __iter__(self) -> Iterator[list[Any]]:
        for row, scores in zip(self._rows, self._journal.rows(), strict=False):
            self.n_rows += 1
            document = to_document(row, self._mapping, self._options)
            if isinstance(document, RejectedRow):
                self._reject(document)
                yield [*self._cells(row), *[None] * self._n_added]
            else:
                prediction = self._predictor.prediction(scores)
                self.counts.update(prediction.labels or ("",))
                yield [*self._cells(row), *self._added.cells(prediction)]

    def _cells(self, row: AnyRow) -> list[Any]:
        file = [row.source for _ in self._file]
        return file + [row.cells.get(name) for name in self._own_columns]

    def _reject(self, row: RejectedRow) -> None:
        self.n_rejected += 1
        if len(self.rejected) < _KEPT_REJECTED:
            self.rejected.append(row)


def format_beside(
    path: Path, out: str | Path | None, options: ReadOptions | None = None
) -> Format | None:
    """How to write what was read from ``path``: None where the name of ``out`` says it, else as
    the input, or csv where that has no columns or is not written.

    Raises InputError where the name ends in that of another format.
    """
    if out is not None and _names_format(out):
        output_format(out)
        return None
    found = sniff(path, options).format
    return Format.CSV if found in _NOT_WRITTEN else found


def _file_column(table: Table) -> tuple[str, ...]:
    return ("file",) if table.format in (Format.FOLDER, Format.ZIP) else ()


def _names_format(out: str | Path) -> bool:
    """Whether a name has an ending; the number of a part is none."""
    ending = Path(out).suffix[1:]
    return bool(ending) and not ending.isdigit()
