"""Columns that hold numbers alone, which a format that knows numbers has as such.

One cell decides for its column, so every row that is written has to be noted before the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ulmfit_core.corpus.cells import cell_text, is_exact, without_point
from ulmfit_core.corpus.document import Document, Kept
from ulmfit_core.corpus.writers.cells import Cell

Kind = type[int] | type[float]
Numbers = Mapping[str, Kind]  # by column, what all of its filled cells are

_LONG = 10**15  # a spreadsheet shows no more than 15 digits of a number
_INT64 = 2**63
_ID = "id"  # the column of ids in what we write


def number_in(text: str) -> Cell:
    """The number of which ``text`` is what we write; else the text, as of ids with zeros before
    them or with more digits than a spreadsheet has; None where it is empty."""
    try:
        number = without_point(float(text))
    except ValueError:
        return text or None
    return number if abs(number) < _LONG and cell_text(number) == text else text


def with_numbers(columns: Iterable[str], cells: Iterable[Any], numbers: Numbers) -> list[Any]:
    """The cells of the first columns, those of columns of numbers as such."""
    beginning = zip(columns, cells, strict=False)
    return [number_in(cell) if name in numbers else cell for name, cell in beginning]


def is_double(cell: Cell) -> bool:
    """Whether a double holds it as it is."""
    return isinstance(cell, float) or (isinstance(cell, int) and is_exact(cell))


def is_whole(cell: Cell) -> bool:
    """Whether it is a whole number, of 64 bits."""
    return isinstance(cell, int) and -_INT64 <= cell < _INT64


class NumberColumns:
    """Which columns hold numbers alone, once all of their cells were noted."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._whole, self._decimal, self._filled = set(names), {*names}, set[str]()

    @property
    def open(self) -> set[str]:
        """Those of which no cell is anything else so far; nothing need be noted of others."""
        return self._whole | self._decimal

    def note(self, name: str, cell: Cell) -> None:
        """The column ``name`` has this cell."""
        if cell in (None, ""):  # as readers of spreadsheets have empty ones
            return
        self._filled.add(name)
        if not is_whole(cell):
            self._whole.discard(name)
        if not is_double(cell):
            self._decimal.discard(name)

    def kinds(self) -> Numbers:
        """Those with a number at all; of whole ones alone as int."""
        found = self._filled & (self._whole | self._decimal)
        return {name: int if name in self._whole else float for name in found}


class DocumentNumbers:
    """The same of documents: whether their ids are numbers, and which ``kept`` columns are."""

    def __init__(self, kept: Iterable[str] = ()) -> None:
        self._ids, self._kept = NumberColumns([_ID]), NumberColumns(kept)

    def note(self, id_: str, kept: Kept) -> None:
        """A document has this id, and this beside its text."""
        if self._ids.open:
            self._ids.note(_ID, number_in(id_))
        if still := self._kept.open:
            for name, cell in kept:
                if name in still:
                    self._kept.note(name, number_in(cell))

    def noting(self, documents: Iterable[Document]) -> Iterator[Document]:
        """The same documents, each noted."""
        for document in documents:
            self.note(document.id, document.kept)
            yield document

    def kinds(self, names: Mapping[str, str]) -> Numbers:
        """Those of a table that calls the kept columns by these ``names``."""
        kept = {names[name]: kind for name, kind in self._kept.kinds().items()}
        return {**self._ids.kinds(), **kept}
