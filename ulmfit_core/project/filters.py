"""Which documents: one filter, and the query that an index answers in the order of the ids."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from ulmfit_core.project.search_terms import CellTerm, search_terms


class Status(IntEnum):
    """What a person decided about a document."""

    UNLABELLED = 0
    LABELLED = 1  # with any number of labels in a multi-label project, none included
    SKIPPED = 2


@dataclass(frozen=True, slots=True)
class DocumentFilter:
    """All conditions hold at once; None and "" ask nothing."""

    search: str = ""  # words in any order, the last may be unfinished; "exact phrase" in quotes;
    # column:part or column:"whole cell" of what came beside the text, id: and file: of its place
    label: int | None = None
    status: Status | None = None
    flagged: bool | None = None
    is_test: bool | None = None
    is_duplicate: bool | None = None  # of a document that came earlier
    import_id: int | None = None
    with_repeats: bool = False  # one that nobody decided about is found as the text it repeats


QUEUE = DocumentFilter(status=Status.UNLABELLED, is_test=False, is_duplicate=False)
_STATUS_IN_ALL = (
    "iif(d.status = 0 AND d.duplicate_of IS NOT NULL, "
    "(SELECT status FROM documents AS first WHERE first.id = d.duplicate_of), d.status)"
)
_LABEL_IN_ALL = (
    "EXISTS (SELECT 1 FROM annotations WHERE label_id = :label AND document_id = "
    "iif(d.status = 0 AND d.duplicate_of IS NOT NULL, d.duplicate_of, d.id))"
)
_CELL = "json_extract(cells, '$[' || place || ']')"
_IN_CELL = (
    "EXISTS (SELECT 1 FROM kept_cells "
    "JOIN imports AS i ON document_id BETWEEN first_id AND last_id "
    "JOIN kept_columns AS kept ON kept.import_id = i.id "
    "WHERE document_id = {id} AND kept.name IN ({columns}) AND json_valid(cells) "
    "AND {is_found})"
)
_PLACES = {  # searched as columns are: where a text is from
    "id": "external_id",
    "file": "(SELECT name FROM sources WHERE sources.id = source_id)",
}
_IN_PLACE = "EXISTS (SELECT 1 FROM texts WHERE texts.id = {id} AND {is_found})"


@dataclass(slots=True)
class Query:
    """``SELECT id FROM tables WHERE conditions ORDER BY id``; ``id`` names the driving column."""

    tables: str
    id: str
    conditions: list[str]
    parameters: dict[str, Any] = field(default_factory=dict)

    def select(self, columns: str, rest: str = "") -> str:
        """The SQL for ``columns``."""
        where = " AND ".join(self.conditions)
        return f"SELECT {columns} FROM {self.tables} WHERE {where} {rest}"


def build_query(wanted: DocumentFilter, horizon: int, columns: Collection[str] = ()) -> Query:
    """The query of ``wanted`` over the documents in sight, whose tables had these ``columns``."""
    terms = search_terms(wanted.search, {*_PLACES, *columns})
    query = _driver(wanted, " AND ".join(terms.words))
    query.conditions.append(f"{query.id} <= :horizon")
    query.parameters["horizon"] = horizon
    _add_columns(query, wanted)
    _add_pieces(query, terms.pieces)
    _add_cells(query, terms.cells)
    if wanted.import_id is not None:
        bounds = "(SELECT {} FROM imports WHERE id = :import)"
        query.conditions.append(
            f"{query.id} BETWEEN {bounds.format('first_id')} AND {bounds.format('last_id')}"
        )
        query.parameters["import"] = wanted.import_id
    return query


def _driver(wanted: DocumentFilter, words: str) -> Query:
    """The table to walk through, and ``documents`` beside it where a column of it is asked for."""
    in_all = wanted.label if wanted.with_repeats else None
    label = {} if wanted.label in (None, in_all) else {"label": wanted.label}
    if words:
        query = Query("search", "search.rowid", ["search MATCH :words"], {"words": words, **label})
        if label:
            query.conditions.append(
                "EXISTS (SELECT 1 FROM annotations "
                "WHERE document_id = search.rowid AND label_id = :label)"
            )
    elif label:
        query = Query("annotations AS a", "a.document_id", ["a.label_id = :label"], dict(label))
    else:
        return Query("documents AS d", "d.id", [])
    of_it = (wanted.status, wanted.flagged, wanted.is_test, wanted.is_duplicate, in_all)
    if of_it != (None,) * 5:
        # CROSS JOIN keeps SQLite from turning the tables round, which would need a sort.
        query.tables += f" CROSS JOIN documents AS d ON d.id = {query.id}"
    return query


def _add_columns(query: Query, wanted: DocumentFilter) -> None:
    if wanted.status is not None:
        # The index of a rarer property serves better; "+" keeps SQLite from this one.
        is_rare = wanted.flagged or wanted.is_test or wanted.is_duplicate
        own = f"{'+' if is_rare else ''}d.status"
        query.conditions.append(f"{_STATUS_IN_ALL if wanted.with_repeats else own} = :status")
        query.parameters["status"] = int(wanted.status)
    if wanted.label is not None and wanted.with_repeats:
        query.conditions.append(_LABEL_IN_ALL)
        query.parameters["label"] = wanted.label
    # Plain numbers, not parameters: only then may SQLite use the partial indexes.
    if wanted.flagged is not None:
        query.conditions.append(f"d.flagged = {int(wanted.flagged)}")
    if wanted.is_test is not None:
        query.conditions.append(f"d.is_test = {int(wanted.is_test)}")
    if wanted.is_duplicate is not None:
        is_null = "IS NOT NULL" if wanted.is_duplicate else "IS NULL"
        query.conditions.append(f"d.duplicate_of {is_null}")


def _add_pieces(query: Query, pieces: Sequence[str]) -> None:
    for number, piece in enumerate(pieces):
        query.conditions.append(
            f"EXISTS (SELECT 1 FROM texts WHERE texts.id = {query.id} "
            f"AND text LIKE :piece{number} ESCAPE '\\')"
        )
        query.parameters[f"piece{number}"] = f"%{_escaped(piece)}%"


def _add_cells(query: Query, cells: Sequence[CellTerm]) -> None:
    for number, term in enumerate(cells):
        names = {f"column{number}_{place}": name for place, name in enumerate(term.columns)}
        columns = ", ".join(f":{name}" for name in names)
        places = [_PLACES[name] for name in term.columns if name in _PLACES]
        found = [_IN_PLACE.format(id=query.id, is_found=_has(p, term, number)) for p in places]
        in_cell = _has(_CELL, term, number)
        found.append(_IN_CELL.format(id=query.id, columns=columns, is_found=in_cell))
        query.conditions.append(f"({' OR '.join(found)})")
        query.parameters |= {**names, f"cell{number}": term.value}


def _has(cell: str, term: CellTerm, number: int) -> str:
    """Whether an expression is what is searched, or has it somewhere in it."""
    plain = f"folded(CAST({cell} AS BLOB))"
    return f"{plain} = :cell{number}" if term.is_whole else f"instr({plain}, :cell{number})"


def _escaped(piece: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", piece)
