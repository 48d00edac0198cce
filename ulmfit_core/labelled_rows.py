"""A table's rows with what the model makes of them, one for one."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ulmfit_core.corpus.document import RejectedRow
from ulmfit_core.corpus.options import ColumnMapping, Format, ReadOptions
from ulmfit_core.corpus.reading import open_table, sniff
from ulmfit_core.corpus.rows import Row, Table, check_columns, to_document, unique_names
from ulmfit_core.corpus.writing import output_format
from ulmfit_core.errors import InputError
from ulmfit_core.predictor import Prediction, Predictor

_KEPT_REJECTED = 1000


class LabelledRows:
    """Iterates rows of cells: the table's own columns, then the label and the probabilities.

    A row that holds no usable text keeps its place and its cells; its label is None.
    """

    def __init__(
        self,
        table: Table,
        name: str,
        mapping: ColumnMapping,
        predictor: Predictor,
        window: int | None = None,
    ) -> None:
        """Rows come in bursts of ``window`` texts. Raises InputError where the table called
        ``name`` lacks a column of ``mapping``."""
        if table.columns:  # json has none where not one row is whole
            check_columns(name, table.columns, mapping.names())
        self._table, self._mapping, self._predictor = table, mapping, predictor
        self._window = window
        added = ("predicted_label", "predicted_probability")
        names = [f"probability_{label}" for label in predictor.labels]
        self.columns = unique_names([*table.columns, *added, *names])
        self.label_place = len(table.columns)
        self.rejected: list[RejectedRow] = []  # the first thousand
        self.n_rejected = 0
        self.n_rows = 0
        self._waiting: deque[tuple[list[Any], bool]] = deque()  # cells, and whether it has a text

    def __iter__(self) -> Iterator[list[Any]]:
        for prediction in self._predictor.predict_stream(self._texts(), window=self._window):
            yield from self._unusable()
            cells, _ = self._waiting.popleft()
            yield self._finished(cells, prediction)
        yield from self._unusable()

    def _texts(self) -> Iterator[str]:
        for row in self._table.rows:
            document = row if isinstance(row, RejectedRow) else self._document(row)
            usable = not isinstance(document, RejectedRow)
            self._waiting.append((self._cells(row), usable))
            if isinstance(document, RejectedRow):
                self._reject(document)
            else:
                yield document.text

    def _document(self, row: Row) -> Any:
        return to_document(row, self._mapping, ReadOptions())

    def _cells(self, row: Row | RejectedRow) -> list[Any]:
        if isinstance(row, RejectedRow):
            return [None] * len(self._table.columns)
        return [row.cells.get(name) for name in self._table.columns]

    def _reject(self, row: RejectedRow) -> None:
        self.n_rejected += 1
        if len(self.rejected) < _KEPT_REJECTED:
            self.rejected.append(row)

    def _unusable(self) -> Iterator[list[Any]]:
        """Rows without a text that stand before the next one with a text."""
        while self._waiting and not self._waiting[0][1]:
            cells, _ = self._waiting.popleft()
            yield self._finished(cells, None)

    def _finished(self, cells: list[Any], prediction: Prediction | None) -> list[Any]:
        self.n_rows += 1
        if prediction is None:
            return [*cells, *[None] * (len(self.columns) - len(cells))]
        return [
            *cells,
            prediction.label,
            round(prediction.probability, 6),
            *(round(p, 6) for p in prediction.probabilities),
        ]


@contextmanager
def open_labelled(
    path: Path, mapping: ColumnMapping, predictor: Predictor, window: int | None = None
) -> Iterator[LabelledRows]:
    """The rows of a file, labelled as they are read. Raises InputError as ``open_table`` does."""
    # A Parquet reader would leave out every column that is not named.
    wanted = () if sniff(path).format is Format.PARQUET else mapping.names()
    with open_table(path, None, wanted) as table:
        yield LabelledRows(table, path.name, mapping, predictor, window)


def format_beside(path: Path, out: str | Path | None) -> Format | None:
    """How to write what was read from ``path``: None where the name of ``out`` says it, else as
    the input, or csv where that has no columns."""
    if out is not None:
        try:
            output_format(out)
        except InputError:  # a name that says nothing: as the input
            pass
        else:
            return None
    found = sniff(path).format
    has_columns = found not in (Format.FOLDER, Format.ZIP, Format.TXT)
    return found if has_columns else Format.CSV
