"""The documents of a project: ids for a list, whole documents for a page, counts."""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from ulmfit_core.corpus.document import Kept
from ulmfit_core.project.database import Database, Row
from ulmfit_core.project.filters import DocumentFilter, Query, Status, build_query
from ulmfit_core.project.kept_columns import kept_columns, kept_of
from ulmfit_core.project.snapshots import horizon
from ulmfit_core.project.undecided import undecided

EVERYTHING = DocumentFilter()
_CHUNK = 500  # parameters of one statement
_BESIDE = (
    "SELECT texts.id, external_id, import_id, cells FROM texts "
    "JOIN sources ON sources.id = source_id LEFT JOIN kept_cells ON document_id = texts.id "
    "WHERE texts.id > ? AND texts.id <= ? ORDER BY texts.id LIMIT ?"
)
_HAS_NONE = (
    "SELECT EXISTS (SELECT 1 FROM documents AS d WHERE d.status = ? AND d.id <= ? "
    "AND NOT EXISTS (SELECT 1 FROM annotations WHERE document_id = d.id))"
)
_UNIT = "coalesce(d.duplicate_of, d.id)"  # repeats are one
_TAUGHT = "FROM annotations CROSS JOIN documents AS d ON d.id = document_id WHERE d.is_test = 0"
_TO_LEARN_FROM = (
    f"SELECT id, (SELECT count(*) FROM (SELECT DISTINCT {_UNIT} {_TAUGHT} "
    "AND label_id = labels.id LIMIT 2)) FROM labels ORDER BY position"
)
_CAN_HOLD_OUT = (
    f"SELECT EXISTS (SELECT 1 {_TAUGHT} AND {_UNIT} NOT IN "
    f"(SELECT {_UNIT} {_TAUGHT} AND label_id IN (SELECT value FROM json_each(?))))"
)
_REPEATS = "d.duplicate_of IS NOT NULL AND d.id BETWEEN ? AND ? AND +d.status = ?"


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """One document as it stands now."""

    id: int
    text: str
    external_id: str  # its id or row in the source
    source: str
    row: int
    duplicate_of: int | None  # the id of the first that is equal but for case and spaces
    is_test: bool
    status: Status
    flagged: bool
    note: str
    labels: tuple[int, ...]  # label ids in the order of the labels
    kept: Kept = ()  # what came beside it


@dataclass(frozen=True, slots=True)
class RepeatCounts:
    """Repeats that nobody decided about: they have the labels of the text they repeat."""

    n_labelled: int
    by_label: dict[int, int]  # label id to documents; no entry where there are none


@dataclass(frozen=True, slots=True)
class ProjectCounts:
    """How far the project is."""

    n_documents: int
    n_labelled: int
    n_skipped: int
    n_test_labelled: int
    n_test_asked: int  # without repeats that nobody decided about
    by_label: dict[int, int]  # label id to documents; every label has an entry
    repeats: RepeatCounts  # beside those
    to_learn_from: dict[int, int]  # label id to different ones outside the test set: two at most
    can_hold_out: bool  # one of those, all of whose labels others have as well

    @property
    def n_unlabelled(self) -> int:
        return self.n_documents - self.n_labelled - self.n_skipped

    @property
    def n_with_labels(self) -> int:
        """Those that were labelled, and repeats that have their labels."""
        return self.n_labelled + self.repeats.n_labelled

    @property
    def by_label_in_all(self) -> dict[int, int]:
        """The same for each label."""
        return {id_: n + self.repeats.by_label.get(id_, 0) for id_, n in self.by_label.items()}


class DocumentStore:
    """Reads only; documents come by ``importing`` and change by ``annotations``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def document_ids(self, wanted: DocumentFilter = EVERYTHING) -> npt.NDArray[np.int64]:
        """The ids of all that match, ascending; shape [n], 8 bytes each."""
        if wanted == EVERYTHING:
            return np.arange(1, horizon(self._database) + 1, dtype=np.int64)
        query = self._query(wanted)
        sql = query.select(query.id, f"ORDER BY {query.id}")
        ids = array("q", self._database.column(sql, query.parameters))
        return np.frombuffer(ids, dtype=np.int64) if ids else np.empty(0, np.int64)

    def documents(self, ids: Iterable[int], *, with_repeats: bool = False) -> list[StoredDocument]:
        """The documents with these ids, in this order; unknown ones are left out. Where it is
        asked ``with_repeats``, those that nobody decided about are as the text they repeat."""
        wanted = [int(id_) for id_ in ids]
        last = horizon(self._database)
        found: dict[int, StoredDocument] = {}
        for start in range(0, len(wanted), _CHUNK):
            known = [id_ for id_ in wanted[start : start + _CHUNK] if id_ <= last]
            found.update((document.id, document) for document in self._read(known))
        documents = [found[id_] for id_ in wanted if id_ in found]
        return self._as_repeated(documents) if with_repeats else documents

    def spread(self, n: int, first: int = 1, last: int | None = None) -> list[StoredDocument]:
        """At most ``n`` documents, evenly over those with ids from ``first`` to ``last``, or to
        the newest."""
        last = horizon(self._database) if last is None else last
        if last < first:
            return []
        return self.documents(np.unique(np.linspace(first, last, n).astype(np.int64)))

    def decided_by(self, origins: Iterable[str]) -> npt.NDArray[np.int64]:
        """The ids of documents that were decided last in one of these ways (an
        ``annotations.Origin``), ascending; shape [n]."""
        wanted = tuple(origins)
        marks = ", ".join("?" * len(wanted))
        sql = f"SELECT id FROM documents WHERE id <= ? AND origin IN ({marks}) ORDER BY id"
        ids = array("q", self._database.column(sql, (horizon(self._database), *wanted)))
        return np.frombuffer(ids, dtype=np.int64) if ids else np.empty(0, np.int64)

    def undecided(self, keys: Iterable[int]) -> dict[int, int]:
        """As ``undecided.undecided``."""
        return undecided(self._database, keys)

    def page(
        self, wanted: DocumentFilter = EVERYTHING, after: int = 0, limit: int = 50
    ) -> list[StoredDocument]:
        """The first ``limit`` documents that match and have an id above ``after``; where it is
        asked ``with_repeats``, those that nobody decided about as the text they repeat."""
        query = self._query(wanted)
        query.conditions.append(f"{query.id} > :after")
        sql = query.select(query.id, f"ORDER BY {query.id} LIMIT :limit")
        parameters = {**query.parameters, "after": after, "limit": limit}
        ids = self._database.column(sql, parameters)
        return self.documents(ids, with_repeats=wanted.with_repeats)

    def pages(self, wanted: DocumentFilter, size: int) -> Iterator[list[StoredDocument]]:
        """All that match, ``size`` at a time, each as ``page`` gives it."""
        after = 0
        while page := self.page(wanted, after, size):
            yield page
            after = page[-1].id

    def beside(self) -> Iterator[tuple[str, Kept]]:
        """What each document has but for its text: its id in the source, and what was kept."""
        names, after = kept_columns(self._database), 0
        while rows := self._database.rows(_BESIDE, (after, horizon(self._database), _CHUNK)):
            for after, external_id, import_id, cells in rows:  # noqa: B007
                yield external_id, kept_of(cells, names.get(import_id, ()))

    def count(self, wanted: DocumentFilter = EVERYTHING) -> int:
        """How many match."""
        if wanted == EVERYTHING:
            return horizon(self._database)
        query = self._query(wanted)
        return int(self._database.value(query.select("count(*)"), query.parameters))

    def some_have_none(self) -> bool:
        """Whether of any a person said that no label fits it."""
        wanted = (int(Status.LABELLED), horizon(self._database))
        return bool(self._database.value(_HAS_NONE, wanted))

    def lengths(self, first: int, last: int) -> npt.NDArray[np.int64]:
        """The lengths in characters of the documents with ids ``first`` to ``last``; shape [n]."""
        sql = "SELECT n_characters FROM documents WHERE id BETWEEN ? AND ? ORDER BY id"
        bounds = (first, min(last, horizon(self._database)))
        lengths = array("q", self._database.column(sql, bounds))
        return np.frombuffer(lengths, dtype=np.int64) if lengths else np.empty(0, np.int64)

    def repeats(self, first: int = 1, last: int | None = None) -> RepeatCounts:
        """Of those with ids from ``first`` to ``last``, or to the newest."""
        wanted = (first, horizon(self._database) if last is None else last, int(Status.UNLABELLED))
        n_labelled = self._database.value(
            "SELECT count(*) FROM documents AS d "
            "CROSS JOIN documents AS first ON first.id = d.duplicate_of "
            f"WHERE {_REPEATS} AND first.status = ?",
            (*wanted, int(Status.LABELLED)),
        )
        labels = self._database.column(
            "SELECT label_id FROM documents AS d "
            f"CROSS JOIN annotations ON document_id = d.duplicate_of WHERE {_REPEATS}",
            wanted,
        )
        return RepeatCounts(int(n_labelled), Counter(labels))

    def n_repeats_of(self, document: int) -> int:
        """How many repeat this one."""
        of_its_kind = "duplicate_key = (SELECT duplicate_key FROM documents WHERE id = ?)"
        sql = f"SELECT count(*) FROM documents WHERE {of_its_kind} AND duplicate_of = ? AND id <= ?"
        return int(self._database.value(sql, (document, document, horizon(self._database))))

    def counts(self) -> ProjectCounts:
        """The figures that the window shows at all times."""
        to_learn_from: dict[int, int] = dict(self._database.rows(_TO_LEARN_FROM))
        only_ones = json.dumps([label for label, n in to_learn_from.items() if n == 1])
        not_asked = DocumentFilter(status=Status.UNLABELLED, is_test=True, is_duplicate=True)
        return ProjectCounts(
            n_documents=self.count(),
            n_labelled=self.count(DocumentFilter(status=Status.LABELLED)),
            n_skipped=self.count(DocumentFilter(status=Status.SKIPPED)),
            n_test_labelled=self.count(DocumentFilter(is_test=True, status=Status.LABELLED)),
            n_test_asked=self.count(DocumentFilter(is_test=True)) - self.count(not_asked),
            by_label=self._by_label(),
            repeats=self.repeats(),
            to_learn_from=to_learn_from,
            can_hold_out=bool(self._database.value(_CAN_HOLD_OUT, (only_ones,))),
        )

    def _as_repeated(self, documents: Sequence[StoredDocument]) -> list[StoredDocument]:
        """Those that nobody decided about with what was decided of the text they repeat."""
        of = {d.id: d.duplicate_of for d in documents if d.status is Status.UNLABELLED}
        found = self.documents({first for first in of.values() if first is not None})
        firsts = {first.id: first for first in found}
        return [_decided_as(d, firsts.get(of.get(d.id) or 0)) for d in documents]

    def _by_label(self) -> dict[int, int]:
        rows = self._database.rows(
            "SELECT id, (SELECT count(*) FROM annotations WHERE label_id = labels.id) "
            "FROM labels ORDER BY position"
        )
        return dict(rows)

    def _query(self, wanted: DocumentFilter) -> Query:
        columns = {n for names in kept_columns(self._database).values() for n in names}
        return build_query(wanted, horizon(self._database), columns)

    def _read(self, ids: Sequence[int]) -> list[StoredDocument]:
        marks = ", ".join("?" * len(ids))
        labels: dict[int, list[int]] = {}
        for document_id, label_id in self._database.rows(
            "SELECT document_id, label_id FROM annotations JOIN labels ON labels.id = label_id "
            f"WHERE document_id IN ({marks}) ORDER BY position",
            ids,
        ):
            labels.setdefault(document_id, []).append(label_id)
        rows = self._database.rows(
            "SELECT d.id, text, external_id, name, row, duplicate_of, is_test, "
            "status, flagged, note, import_id, cells FROM documents AS d "
            "JOIN texts ON texts.id = d.id JOIN sources ON sources.id = source_id "
            f"LEFT JOIN kept_cells ON document_id = d.id WHERE d.id IN ({marks})",
            ids,
        )
        names = kept_columns(self._database)
        return [_stored(row, tuple(labels.get(row[0], ())), names) for row in rows]


def _decided_as(document: StoredDocument, first: StoredDocument | None) -> StoredDocument:
    if first is None:
        return document
    return replace(document, status=first.status, labels=first.labels)


def _stored(
    row: Row, labels: tuple[int, ...], kept_names: dict[int, tuple[str, ...]]
) -> StoredDocument:
    *source, is_test, status, flagged, note, import_id, cells = row
    states = (bool(is_test), Status(status), bool(flagged))
    kept = kept_of(cells, kept_names.get(import_id, ()))
    told: list[Any] = [*source, *states, note, labels, kept]
    return StoredDocument(*told)
