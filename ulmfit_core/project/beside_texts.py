"""What stands beside the texts of a project, text by text: by what they can be counted apart."""

from __future__ import annotations

from collections.abc import Iterator

from ulmfit_core.evaluation.column_values import ColumnValues
from ulmfit_core.evaluation.grouping import Grouping
from ulmfit_core.project.documents import StoredDocument


class BesideTexts:
    """Filled text by text."""

    def __init__(self, n: int) -> None:
        self._n = n
        self._files = ColumnValues(n)
        self._columns: dict[str, ColumnValues] = {}

    def take(self, place: int, document: StoredDocument) -> None:
        """Note what came with the text at ``place``."""
        self._files.note(place, document.source)
        for name, cell in document.kept:
            if name not in self._columns:
                self._columns[name] = ColumnValues(self._n)
            self._columns[name].note(place, cell)

    def groupings(self) -> Iterator[Grouping]:
        """By the columns, in the order they came, then by the file."""
        for name, column in (*self._columns.items(), ("", self._files)):
            yield from column.groupings(name)
