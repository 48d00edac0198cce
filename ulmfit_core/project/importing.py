"""Bringing a file's documents into a project, a batch at a time, all of them or none.

Nothing shows until the last step moves the horizon: an import that is stopped, fails or dies
with the computer leaves the project as it was. What it left beyond the horizon is cleared at
once when stopped, else by the next import. Labelling goes on meanwhile, between two batches.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from ulmfit_core.corpus.cleaning import duplicate_key
from ulmfit_core.corpus.document import Document, RejectedRow
from ulmfit_core.errors import InputError
from ulmfit_core.project import locked_test_set
from ulmfit_core.project.annotations import Origin
from ulmfit_core.project.commands import Command, CommandKind, CommandLog
from ulmfit_core.project.database import Database
from ulmfit_core.project.filters import Status
from ulmfit_core.project.labels import insert_label, normal_name
from ulmfit_core.project.snapshots import horizon

_BATCH = 2000  # rows of one transaction: a decision made meanwhile waits for one at most
_PARAMETERS = 500  # of one statement
_KEPT_REJECTED = 10_000  # with their reasons; all are counted

StopCheck = Callable[[], bool]
Item = Document | RejectedRow


class ImportStage(StrEnum):
    """Where an import stands."""

    READING = "reading"
    TEST_SET = "test set"
    FINISHING = "finishing"
    REMOVING = "removing"  # what a stopped import, or an earlier one, left behind
    FINISHED = "finished"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """What has been done so far; the last one is FINISHED or STOPPED."""

    stage: ImportStage
    n_documents: int = 0
    n_rejected: int = 0
    n_duplicates: int = 0
    n_test: int = 0
    n_left: int = 0  # still to remove, while REMOVING
    command: Command | None = None  # with FINISHED: what undo would take back


@dataclass(frozen=True, slots=True)
class ImportSettings:
    """How one file comes in."""

    source: str  # what was opened, as it is shown later
    test_fraction: float = 0.1  # of its documents, into the locked test set; 0 none, 1 all
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0.0 <= self.test_fraction <= 1.0:
            raise ValueError(f"test_fraction must lie between 0 and 1, not {self.test_fraction}")


class Importer:
    """One import into one project; iterate ``run`` to the end, or stop it by ``should_stop``."""

    def __init__(
        self, database: Database, log: CommandLog, importing: threading.Lock, is_multi_label: bool
    ) -> None:
        self._database = database
        self._log = log
        self._importing = importing
        self._is_multi_label = is_multi_label
        self._names: dict[str, int] = {}
        self._source: tuple[str, int] | None = None
        self._id = 0
        self._start = self._last = 0
        self._n_rejected = self._n_duplicates = self._n_test = 0

    def run(
        self, items: Iterable[Item], settings: ImportSettings, should_stop: StopCheck
    ) -> Iterator[ImportProgress]:
        """Progress after every batch and stage. Raises what ``items`` raises, InputError when
        another import goes on or nothing usable comes, StorageError; the project is then as it
        was."""
        if not self._importing.acquire(blocking=False):
            raise InputError("Another import goes on.", "Wait for it to end or stop it first.")
        try:
            yield from self._remove_leftovers()
            self._begin(settings)
            source = iter(items)
            while batch := list(islice(source, _BATCH)):
                self._store(batch)
                yield self._progress(ImportStage.READING)
                if should_stop():
                    yield from self._stop()
                    return
            yield from self._complete(settings)
        finally:
            self._importing.release()

    def _remove_leftovers(self) -> Iterator[ImportProgress]:
        yield from self._remove(horizon(self._database))

    def _begin(self, settings: ImportSettings) -> None:
        self._start = self._last = horizon(self._database)
        with self._database.transaction():
            self._database.execute(
                "INSERT INTO imports (source, at, first_id, test_fraction, seed) "
                "VALUES (?, ?, ?, ?, ?)",
                (
                    settings.source,
                    time.time(),
                    self._start + 1,
                    settings.test_fraction,
                    settings.seed,
                ),
            )
            self._id = int(self._database.value("SELECT last_insert_rowid()"))

    def _progress(self, stage: ImportStage, command: Command | None = None) -> ImportProgress:
        return ImportProgress(
            stage,
            self._last - self._start,
            self._n_rejected,
            self._n_duplicates,
            self._n_test,
            command=command,
        )

    def _store(self, batch: list[Item]) -> None:
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
            return f"has {len(document.labels)} labels, in a project with one for a document"
        try:
            "".join((document.text, document.id, *document.labels)).encode()
        except UnicodeEncodeError:
            return "holds half of a character"
        return ""

    def _store_rejected(self, rows: list[RejectedRow]) -> None:
        room = max(0, _KEPT_REJECTED - self._n_rejected)
        self._n_rejected += len(rows)
        self._database.execute_many(
            "INSERT INTO rejected_rows (import_id, source, row, reason) VALUES (?, ?, ?, ?)",
            [(self._id, row.source, row.row, row.reason) for row in rows[:room]],
        )

    def _store_documents(self, documents: list[Document], keys: list[int]) -> None:
        ids = range(self._last + 1, self._last + 1 + len(documents))
        originals = self._originals(keys, ids)
        self._n_duplicates += sum(original is not None for original in originals)
        self._database.execute_many(
            "INSERT INTO documents (id, duplicate_key, duplicate_of, n_characters) "
            "VALUES (?, ?, ?, ?)",
            [
                (id_, key, original, len(document.text))
                for id_, key, original, document in zip(
                    ids, keys, originals, documents, strict=True
                )
            ],
        )
        self._database.execute_many(
            "INSERT INTO texts VALUES (?, ?, ?, ?, ?)",
            [
                (id_, own.text, own.id, self._source_id(own.source), own.row)
                for id_, own in zip(ids, documents, strict=True)
            ],
        )
        self._database.execute_many(
            "INSERT INTO search (rowid, text) VALUES (?, ?)",
            [(id_, own.text) for id_, own in zip(ids, documents, strict=True)],
        )
        self._database.execute_many(
            "INSERT INTO arriving_labels VALUES (?, ?)",
            [
                (id_, name_id)
                for id_, own in zip(ids, documents, strict=True)
                for name_id in self._name_ids(own.labels)
            ],
        )
        self._last += len(documents)

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
                "INSERT INTO sources (import_id, name) VALUES (?, ?)", (self._id, name)
            )
            self._source = (name, int(self._database.value("SELECT last_insert_rowid()")))
        return self._source[1]

    def _name_ids(self, labels: tuple[str, ...]) -> set[int]:
        names = {normal_name(label) for label in labels} - {""}
        return {self._names.setdefault(name, len(self._names)) for name in names}

    def _complete(self, settings: ImportSettings) -> Iterator[ImportProgress]:
        if self._last == self._start:
            raise self._nothing_came(settings)
        for n_test in locked_test_set.draw(
            self._database, self._start, self._last, settings.test_fraction, settings.seed
        ):
            self._n_test = n_test
            yield self._progress(ImportStage.TEST_SET)
        yield self._progress(ImportStage.FINISHING)
        command = self._show(settings)
        yield self._progress(ImportStage.FINISHED, command)

    def _nothing_came(self, settings: ImportSettings) -> InputError:
        first = self._database.rows(
            "SELECT row, reason FROM rejected_rows WHERE import_id = ? ORDER BY id LIMIT 1",
            (self._id,),
        )
        if not first:
            return InputError(f"{settings.source} holds no texts.", "Choose another file.")
        row, reason = first[0]
        return InputError(
            f"None of the {self._n_rejected:,} rows of {settings.source} holds a usable text; "
            f"row {row} {reason}.",
            "Check the columns, the delimiter and the encoding.",
        )

    def _show(self, settings: ImportSettings) -> Command:
        """One transaction that makes everything visible, as a command that can be undone."""
        details = {
            "import": self._id,
            "source": settings.source,
            "documents": self._last - self._start,
        }
        with self._log.record(CommandKind.IMPORT, details, has_scheme=True) as recording:
            self._annotate()
            self._database.execute(
                "UPDATE imports SET last_id = ?, n_rejected = ?, n_duplicates = ?, n_test = ? "
                "WHERE id = ?",
                (self._last, self._n_rejected, self._n_duplicates, self._n_test, self._id),
            )
            self._database.execute(
                "UPDATE settings SET value = ? WHERE name = 'horizon'", (str(self._last),)
            )
        return recording.done

    def _annotate(self) -> None:
        known = dict(self._database.rows("SELECT name, id FROM labels"))
        names = sorted(self._names)
        for name in names:
            if name not in known:
                known[name] = insert_label(self._database, name)
        self._database.execute("CREATE TEMP TABLE arrived (name_id INTEGER PRIMARY KEY, id)")
        self._database.execute_many(
            "INSERT INTO arrived VALUES (?, ?)",
            [(self._names[name], known[name]) for name in names],
        )
        self._database.execute(
            "INSERT INTO annotations SELECT document_id, arrived.id FROM arriving_labels "
            "JOIN arrived USING (name_id)"
        )
        self._database.execute("DROP TABLE arrived")
        self._database.execute(
            "UPDATE documents SET status = ?, decided_at = ?, origin = ? "
            "WHERE id IN (SELECT document_id FROM arriving_labels)",
            (int(Status.LABELLED), time.time(), Origin.IMPORT.value),
        )
        self._database.execute("DELETE FROM arriving_labels")

    def _stop(self) -> Iterator[ImportProgress]:
        yield from self._remove(self._start)
        yield ImportProgress(ImportStage.STOPPED)

    def _remove(self, keep: int) -> Iterator[ImportProgress]:
        """Clear everything beyond the document ``keep``, the last rows first."""
        last = int(self._database.value("SELECT coalesce(max(id), 0) FROM documents"))
        if last > keep:
            self._log.drop_undone()  # an undone import cannot come back without its documents
        while last > keep:
            lowest = max(keep, last - _BATCH)
            with self._database.transaction():
                self._remove_range(lowest, last)
            last = lowest
            yield ImportProgress(ImportStage.REMOVING, n_left=last - keep)
        with self._database.transaction():
            self._remove_imports(keep)

    def _remove_range(self, after: int, last: int) -> None:
        bounds = (after, last)
        self._database.execute(
            "INSERT INTO search (search, rowid, text) SELECT 'delete', id, text FROM texts "
            "WHERE id > ? AND id <= ?",
            bounds,
        )
        self._database.execute("DELETE FROM texts WHERE id > ? AND id <= ?", bounds)
        self._database.execute(
            "DELETE FROM arriving_labels WHERE document_id > ? AND document_id <= ?", bounds
        )
        self._database.execute("DELETE FROM documents WHERE id > ? AND id <= ?", bounds)

    def _remove_imports(self, keep: int) -> None:
        gone = "SELECT id FROM imports WHERE last_id IS NULL OR last_id > ?"
        for table in ("rejected_rows", "sources"):
            self._database.execute(f"DELETE FROM {table} WHERE import_id IN ({gone})", (keep,))
        self._database.execute("DELETE FROM imports WHERE last_id IS NULL OR last_id > ?", (keep,))


def key_of(text: str) -> int:
    """64 bits, equal for texts that are the same but for case, spaces and Unicode form.

    Among a million texts two different ones share it with a chance of 1 in 37 million.
    """
    return int.from_bytes(duplicate_key(text)[:8], "little", signed=True)
