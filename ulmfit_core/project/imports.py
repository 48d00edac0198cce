"""The record of what was imported: from where, when, how many, and which rows were left out."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from ulmfit_core.corpus.column_roles import ColumnRole
from ulmfit_core.corpus.document import RejectedRow
from ulmfit_core.corpus.options import NO_CELLS, TextCells
from ulmfit_core.project.commands import CommandKind
from ulmfit_core.project.database import Database
from ulmfit_core.project.filters import Status
from ulmfit_core.project.kept_columns import kept_columns
from ulmfit_core.project.labelled_again import labelled_again
from ulmfit_core.project.snapshots import horizon


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """One import in sight; its documents have the ids from ``first_id`` to ``last_id``."""

    id: int
    source: str
    at: float  # seconds since 1970
    first_id: int
    last_id: int
    n_rejected: int
    n_duplicates: int  # of each other or of what was there before
    n_test: int  # in the locked test set
    test_fraction: float

    @property
    def n_documents(self) -> int:
        return self.last_id - self.first_id + 1


class OtherwiseLabelled(NamedTuple):
    """How many labelled texts of an import repeat one that has other labels now."""

    before: int  # one that was there before the import
    within: int  # only others of the import itself


# One look at each text, not at each pair of them: an empty answer may stand there 10,000 times.
_REPEATED = (
    "SELECT d.id, duplicate_key, label_id FROM documents AS d "
    "LEFT JOIN annotations ON document_id = d.id "
    "WHERE duplicate_key IN (SELECT duplicate_key FROM documents "
    "WHERE id BETWEEN :first AND :last AND duplicate_of IS NOT NULL AND +status = :labelled) "
    "AND +status = :labelled AND d.id <= :last ORDER BY d.id"
)


class ImportIndex:
    """Reads only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[ImportRecord]:
        """The imports in sight, oldest first."""
        rows = self._database.rows(
            "SELECT id, source, at, first_id, last_id, n_rejected, n_duplicates, n_test, "
            "test_fraction FROM imports WHERE last_id <= ? ORDER BY id",
            (horizon(self._database),),
        )
        return [ImportRecord(*row) for row in rows]

    def mark(self) -> str:
        """What changes whenever documents come or go: not ids alone, as an import that is undone
        gives them to the next."""
        return "".join(f"{record.last_id}/{record.at!r}" for record in self.all()[-1:])

    def end_at(self, at: float | None) -> int:
        """Documents with ids below it were there ``at`` (seconds since 1970; None: now) already: an
        import that is undone gives the ids of its documents to those of the next."""
        seen = [record.last_id for record in self.all() if at is None or record.at <= at]
        return max(seen, default=0) + 1

    def text_columns(self) -> list[tuple[str, ...]]:
        """Which columns of tables became texts, those of the newest import first."""
        return [cells.columns for cells in self.text_cells()]

    def text_cells(self) -> list[TextCells]:
        """The same, and whether their cells were read as HTML."""
        return [cells for cells in map(_cells, self._details()) if cells.columns]

    def column_roles(self) -> list[dict[str, ColumnRole]]:
        """What each column of those tables was, the newest first; of older imports the texts."""
        return [_roles(details) for details in self._details() if _cells(details).columns]

    def kept_columns(self) -> tuple[str, ...]:
        """The names of all columns that came along with texts, in the order they came."""
        by_import = kept_columns(self._database)
        in_order = (by_import.get(record.id, ()) for record in self.all())
        return tuple(dict.fromkeys(name for names in in_order for name in names))

    def cells_of(self, documents: Sequence[int]) -> TextCells:
        """Which columns of a table became the texts of the import that most of these documents
        came with, and how; none where it was no table."""
        records = self.all()
        ends = [record.last_id for record in records]
        places = Counter(bisect_left(ends, id_) for id_ in documents if id_ <= max(ends, default=0))
        if not places:
            return NO_CELLS
        ((most, _),) = places.most_common(1)
        return self.cells_by_import().get(records[most].id, NO_CELLS)

    def cells_by_import(self) -> dict[int, TextCells]:
        """Which columns of a table became the texts of each import, by its id."""
        return {details.get("import", 0): _cells(details) for details in self._details()}

    def _details(self) -> list[dict[str, Any]]:
        """What the imports in sight noted of themselves, the newest first."""
        rows = self._database.rows(
            "SELECT details FROM commands WHERE undone = 0 AND kind = ? ORDER BY id DESC",
            (CommandKind.IMPORT.value,),
        )
        return [json.loads(details) for (details,) in rows]

    def rejected_rows(self, import_id: int, limit: int = 1000) -> list[RejectedRow]:
        """The first rows that were left out, with the reason of each; 10,000 are kept."""
        rows = self._database.rows(
            "SELECT source, row, reason FROM rejected_rows WHERE import_id = ? ORDER BY id LIMIT ?",
            (import_id, limit),
        )
        return [RejectedRow(*row) for row in rows]

    def labelled_again(self, record: ImportRecord) -> int:
        """How many texts that nobody has decided on have a labelled repeat in this import."""
        return len(labelled_again(self._database, record.first_id, record.last_id))

    def otherwise_labelled(self, record: ImportRecord) -> OtherwiseLabelled:
        """How many labelled texts of this import repeat an earlier one that has other labels."""
        rows = self._database.rows(
            _REPEATED,
            {"first": record.first_id, "last": record.last_id, "labelled": int(Status.LABELLED)},
        )
        # By duplicate key, the labels met so far: those before the import, and all.
        given: dict[int, tuple[set[frozenset[int]], set[frozenset[int]]]] = {}
        n_before = n_all = 0
        for (id_, key), found in groupby(rows, itemgetter(0, 1)):
            labels = frozenset(label for *_, label in found if label is not None)
            before, met = given.setdefault(key, (set(), set()))
            if id_ < record.first_id:
                before.add(labels)
            else:
                n_before += bool(before - {labels})
                n_all += bool(met - {labels})
            met.add(labels)
        return OtherwiseLabelled(n_before, n_all - n_before)


def _roles(details: dict[str, Any]) -> dict[str, ColumnRole]:
    """A project may come from a stranger, who wrote something else there."""
    found = details.get("roles")
    named = found.items() if isinstance(found, dict) else ()
    roles = {name: ColumnRole(role) for name, role in named if role in tuple(ColumnRole)}
    return roles | dict.fromkeys(_cells(details).columns, ColumnRole.TEXT)


def _cells(details: dict[str, Any]) -> TextCells:
    return TextCells(tuple(details.get("text_columns", ())), bool(details.get("html")))
