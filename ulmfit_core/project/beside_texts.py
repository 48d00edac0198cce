"""What stands beside the texts of a project, text by text: by what they can be counted apart."""

from __future__ import annotations

from collections.abc import Iterator

from ulmfit_core.corpus.document import Kept
from ulmfit_core.evaluation.column_values import ColumnsBeside, ColumnValues
from ulmfit_core.evaluation.grouping import Grouping
from ulmfit_core.project.documents import StoredDocument


class BesideTexts:
    """Filled text by text."""

    def __init__(self, n: int) -> None:
        self._columns, self._files = ColumnsBeside(n), ColumnValues(n)

    def take(self, place: int, document: StoredDocument, text_column: Kept = ()) -> None:
        """Note what came with the text at ``place``, and of which column it is."""
        self._columns.note(place, (*document.kept, *text_column))
        self._files.note(place, document.source)

    def groupings(self) -> Iterator[Grouping]:
        """By the columns, in the order they came, then by the file."""
        yield from self._columns.groupings()
        yield from self._files.groupings("")
