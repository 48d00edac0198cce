"""Putting rows of a file into the tables, a batch in one transaction."""

from __future__ import annotations

import json
import time

from ulmfit_core.corpus.document import Document, RejectedRow
from ulmfit_core.corpus.duplicates import duplicate_key
from ulmfit_core.corpus.kept_cells import kept_under
from ulmfit_core.project.annotations import Origin
from ulmfit_core.project.database import Database
from ulmfit_core.project.filters import Status
from ulmfit_core.project.folding import folded
from ulmfit_core.project.label_names import normal_name
from ulmfit_core.project.snapshots import horizon

_PARAMETERS = 500  # of one statement
_KEPT_REJECTED = 10_000  # with their reasons; all are counted

Item = Document | RejectedRow


class BatchWriter:
    """The documents of one import, on their way in; all of them beyond the horizon."""

    def __init__(
        self,
        database: Database,
        is_multi_label: bool,
        source: str,
        fraction: float,
        seed: int,
        kept: tuple[str, ...] = (),
    ) -> None:
        """Note the import, and which columns are ``kept``; the documents follow by ``write``."""
        self._database = database
        self._is_multi_label = is_multi_label
        self._source: tuple[str, int] | None = None
        self._kept = kept
        self.names: dict[str, int] = {}  # of labels that came, numbered as they came
        self.start = self.last = horizon(database)
        self.n_rejected = self.n_duplicates = 0
        with database.transaction():
            database.execute(
                "INSERT INTO imports (source, at, first_id, test_fraction, seed) "
                "VALUES (?, ?, ?, ?, ?)",
                (source, time.time(), self.start + 1, fraction, seed),
            )
            self.id = int(database.value("SELECT last_insert_rowid()"))
            database.execute_many(
                "INSERT INTO kept_columns VALUES (?, ?, ?)",
                [(self.id, place, name) for place, name in enumerate(kept)],
            )

    @property
    def n_documents(self) -> int:
        return self.last - self.start

    def write(self, batch: list[Item]) -> None:
        """Store documents, marked where they repeat an earlier one, and rejected rows."""
        checked = [self._checked(item) for item in batch]
        documents = [item for item in checked if isinstance(item, Document)]
        keys = [key_of(document.text) for document in documents]
        with self._database.transaction():
            self._store_rejected([item for item in checked if isinstance(item, RejectedRow)])
            self._store_documents(documents, keys)

    def _checked(self, item: Item) -> Item:
        if isinstance(item, RejectedRow):
            return item
        if reason := self._reason_against(item):
            return RejectedRow(item.source, item.row, reason)
        return item

    def _reason_against(self, document: Document) -> str:
        if len(document.labels) > 1 and not self._is_multi_label:
            return f"has {len(document.labels)} labels, in a project with one for a text"
        try:
            "".join((document.text, document.id, *document.labels)).encode()
        except UnicodeEncodeError:
            return "holds half of a character"
        return ""

    def _store_rejected(self, rows: list[RejectedRow]) -> None:
        room = max(0, _KEPT_REJECTED - self.n_rejected)
        self.n_rejected += len(rows)
        self._database.execute_many(
            "INSERT INTO rejected_rows (import_id, source, row, reason) VALUES (?, ?, ?, ?)",
            [(self.id, row.source, row.row, row.reason) for row in rows[:room]],
        )

    def _store_documents(self, documents: list[Document], keys: list[int]) -> None:
        ids = range(self.last + 1, self.last + 1 + len(documents))
        names = [self._name_ids(document.labels) for document in documents]
        self._store_facts(ids, documents, keys, names)
        self._database.execute_many(
            "INSERT INTO texts VALUES (?, ?, ?, ?, ?)",
            [
                (id_, own.text, own.id, self._source_id(own.source), own.row)
                for id_, own in zip(ids, documents, strict=True)
            ],
        )
        self._database.execute_many(
            "INSERT INTO search (rowid, text) VALUES (?, ?)",
            [(id_, folded(own.text)) for id_, own in zip(ids, documents, strict=True)],
        )
        self._database.execute_many(
            "INSERT INTO arriving_labels VALUES (?, ?)",
            [(id_, name) for id_, own in zip(ids, names, strict=True) for name in own],
        )
        self._store_kept(ids, documents)
        self.last += len(documents)

    def _store_facts(
        self, ids: range, documents: list[Document], keys: list[int], names: list[set[int]]
    ) -> None:
        originals = self._originals(keys, ids)
        self.n_duplicates += sum(original is not None for original in originals)
        labelled = (int(Status.LABELLED), time.time(), Origin.IMPORT.value)
        unlabelled = (int(Status.UNLABELLED), None, None)
        are_labelled = [
            bool(labels) or (own.none_fits and self._is_multi_label)
            for own, labels in zip(documents, names, strict=True)
        ]
        self._database.execute_many(
            "INSERT INTO documents (id, duplicate_key, duplicate_of, n_characters, "
            "status, decided_at, origin) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (id_, key, original, len(own.text), *(labelled if is_labelled else unlabelled))
                for id_, key, original, own, is_labelled in zip(
                    ids, keys, originals, documents, are_labelled, strict=True
                )
            ],
        )

    def _store_kept(self, ids: range, documents: list[Document]) -> None:
        self._database.execute_many(
            "INSERT INTO kept_cells VALUES (?, ?)",
            [
                (id_, json.dumps(kept_under(self._kept, own.kept), ensure_ascii=False))
                for id_, own in zip(ids, documents, strict=True)
                if own.kept
            ],
        )

    def _originals(self, keys: list[int], ids: range) -> list[int | None]:
        """For each document the id of the first that is the same; None where it is the first."""
        first: dict[int, int] = {}
        for start in range(0, len(keys), _PARAMETERS):
            chunk = keys[start : start + _PARAMETERS]
            first.update(
                self._database.rows(
                    "SELECT duplicate_key, min(id) FROM documents WHERE duplicate_key IN "
                    f"({', '.join('?' * len(chunk))}) GROUP BY duplicate_key",
                    chunk,
                )
            )
        earliest = [first.setdefault(key, id_) for key, id_ in zip(keys, ids, strict=True)]
        return [
            None if original == id_ else original
            for original, id_ in zip(earliest, ids, strict=True)
        ]

    def _source_id(self, name: str) -> int:
        # Rows of one source come together, so the last one is all that need be remembered.
        if self._source is None or self._source[0] != name:
            self._database.execute(
                "INSERT INTO sources (import_id, name) VALUES (?, ?)", (self.id, name)
            )
            self._source = (name, int(self._database.value("SELECT last_insert_rowid()")))
        return self._source[1]

    def _name_ids(self, labels: tuple[str, ...]) -> set[int]:
        names = {normal_name(label) for label in labels} - {""}
        return {self.names.setdefault(name, len(self.names)) for name in names}


def key_of(text: str) -> int:
    """64 bits, equal for texts that are the same but for case, spaces and Unicode form.

    Among a million texts two different ones share it with a chance of 1 in 37 million.
    """
    return int.from_bytes(duplicate_key(text)[:8], "little", signed=True)
