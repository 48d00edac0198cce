"""Where each text of a project came from, as far as that tells one from another."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from ulmfit_core.corpus.document import Kept
from ulmfit_core.corpus.options import NO_CELLS
from ulmfit_core.corpus.rows import names_beside
from ulmfit_core.project.documents import StoredDocument
from ulmfit_core.project.project import Project

FILE, TEXT_COLUMN = "file", "text_column"
_AND = " + "  # between columns that were joined


class Provenance:
    """What was opened, where it was not always the same, and which column of a table a text is of,
    where imports differ in that: one file may have come in once for each of its questions.

    ``columns`` are their names, after those that came along with the texts.
    """

    def __init__(self, project: Project) -> None:
        records, cells = project.imports.all(), project.imports.cells_by_import()
        texts = [_AND.join(cells.get(record.id, NO_CELLS).columns) for record in records]
        found = {FILE: [record.source for record in records], TEXT_COLUMN: texts}
        told = {name: values for name, values in found.items() if len({*values} - {""}) > 1}
        kept = project.imports.kept_columns()
        names = dict(zip(told, names_beside(kept, tuple(told)), strict=True))
        self.columns = (*kept, *names.values())
        self._ends = [record.last_id for record in records]
        self._told = {names[name]: values for name, values in told.items()}
        self._text_column = names.get(TEXT_COLUMN)

    def beside(self, document: StoredDocument) -> Kept:
        """What came along with a text, and where it came from."""
        return (*document.kept, *self._own(document))

    def text_column(self, document: StoredDocument) -> Kept:
        """Of that the column alone, where imports differ in it."""
        return tuple(cell for cell in self._own(document) if cell[0] == self._text_column)

    def _own(self, document: StoredDocument) -> Iterator[tuple[str, str]]:
        """None of a text that came since."""
        place = bisect_left(self._ends, document.id)
        for name, values in self._told.items():
            yield from ((name, value) for value in values[place : place + 1] if value)
