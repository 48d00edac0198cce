"""Bringing a file's documents into a project, a batch at a time, all of them or none.

Nothing shows until the last step moves the horizon: an import that is stopped, fails or dies
with the computer leaves the project as it was. What it left beyond the horizon is cleared at
once when stopped, else by the next import. Labelling goes on meanwhile, between two batches.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain

from ulmfit_core.corpus.column_roles import ColumnRole
from ulmfit_core.corpus.document import Document, RejectedRow
from ulmfit_core.corpus.encoding import repaired
from ulmfit_core.corpus.no_texts import no_texts
from ulmfit_core.errors import InputError
from ulmfit_core.project import locked_test_set
from ulmfit_core.project.commands import CommandKind, CommandLog
from ulmfit_core.project.database import Database
from ulmfit_core.project.filters import Status
from ulmfit_core.project.import_batches import BatchWriter, Item
from ulmfit_core.project.interruptible import StopCheck
from ulmfit_core.project.labels import label_ids
from ulmfit_core.project.snapshots import horizon

_BATCH = 2000  # rows of one transaction: a decision made meanwhile waits for one at most
_BATCH_CHARACTERS = 10_000_000  # after which it has fewer: half a second of writing
_PAUSE = 0.3  # seconds of reading, after which a stop is asked about: long mails take milliseconds

_NOT_ONE = (  # label, of what came as labelled
    "SELECT count(*) FROM documents WHERE id > ? AND status = ? AND "
    "(SELECT count(*) FROM arriving_labels WHERE document_id = id) <> 1"
)

_MERGED_PAGES = 1000  # of the index in one transaction: a fifth of a second


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


@dataclass(frozen=True, slots=True)
class ImportSettings:
    """How one file comes in."""

    source: str  # what was opened, as it is shown later
    test_fraction: float = 0.1  # of its documents, into the locked test set; 0 none, 1 all
    seed: int = 0
    text_columns: tuple[str, ...] = ()  # of a table, which were joined; a model is used on the same
    html: bool = False  # whether their cells were read as HTML
    kept_columns: tuple[str, ...] = ()  # that come with the texts
    roles: Mapping[str, ColumnRole] = field(default_factory=dict)  # of a table's columns, all

    def __post_init__(self) -> None:
        object.__setattr__(self, "source", repaired(self.source))  # may be a name in other bytes
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

    def run(
        self, items: Iterable[Item], settings: ImportSettings, should_stop: StopCheck
    ) -> Iterator[ImportProgress]:
        """Progress after every batch and stage, and while a batch is long in coming; a stop is
        heard at each. Raises what ``items`` raises, InputError when another import goes on or
        nothing usable comes, StorageError; the project is then as it was."""
        if not self._importing.acquire(blocking=False):
            raise InputError("Another import goes on.", "Wait for it to end or stop it first.")
        try:
            yield from self._remove_hidden()
            writer = BatchWriter(
                self._database,
                self._is_multi_label,
                settings.source,
                settings.test_fraction,
                settings.seed,
                settings.kept_columns,
            )
            for progress in chain(_store(items, writer), self._complete(writer, settings)):
                yield progress
                if progress.stage is not ImportStage.FINISHED and should_stop():
                    yield from self._remove(writer.start)
                    yield ImportProgress(ImportStage.STOPPED)
                    return
        finally:
            self._importing.release()

    def _complete(self, writer: BatchWriter, settings: ImportSettings) -> Iterator[ImportProgress]:
        if not writer.n_documents:
            raise self._nothing_came(writer, settings)
        n_test = 0
        for n_test in locked_test_set.draw(  # noqa: B007 - the last one counts
            self._database, writer.start, writer.last, settings.test_fraction, settings.seed
        ):
            yield _progress(ImportStage.TEST_SET, writer)
        yield _progress(ImportStage.FINISHING, writer)
        self._show(writer, settings, n_test)
        yield _progress(ImportStage.FINISHED, writer)

    def _nothing_came(self, writer: BatchWriter, settings: ImportSettings) -> InputError:
        rows = self._database.rows(
            "SELECT source, row, reason FROM rejected_rows WHERE import_id = ? ORDER BY id LIMIT 1",
            (writer.id,),
        )
        first = RejectedRow(*rows[0]) if rows else None
        return no_texts(settings.source, writer.n_rejected, first)

    def _show(self, writer: BatchWriter, settings: ImportSettings, n_test: int) -> None:
        """One transaction that makes everything visible, as a command that can be undone."""
        details = {
            "import": writer.id,
            "source": settings.source,
            "documents": writer.n_documents,
            "text_columns": list(settings.text_columns),
            "html": settings.html,
            "roles": dict(settings.roles),
        }
        with self._log.record(CommandKind.IMPORT, details, has_scheme=True):
            self._check_task(writer.start)
            self._annotate(writer.names)
            self._database.execute(
                "UPDATE imports SET last_id = ?, n_rejected = ?, n_duplicates = ?, n_test = ? "
                "WHERE id = ?",
                (writer.last, writer.n_rejected, writer.n_duplicates, n_test, writer.id),
            )
            self._database.execute(
                "UPDATE settings SET value = ? WHERE name = 'horizon'", (str(writer.last),)
            )

    def _check_task(self, start: int) -> None:
        """It may have been changed, or a change of it undone, while the documents came in."""
        task = self._database.value("SELECT value FROM settings WHERE name = 'task'")
        labelled = (start, int(Status.LABELLED))
        n_unfit = 0 if task == "multi" else self._database.value(_NOT_ONE, labelled)
        if n_unfit:
            raise InputError(
                "Since the import began, the project was set to one label for each text, and "
                f"texts with several or none came: {n_unfit:,}. Nothing was imported.",
                "Set the project to several labels and import again.",
            )

    def _annotate(self, names: dict[str, int]) -> None:
        """Make the labels that are new, and give the documents theirs."""
        known = label_ids(self._database, names)
        self._database.execute("CREATE TEMP TABLE arrived (name_id INTEGER PRIMARY KEY, id)")
        self._database.execute_many(
            "INSERT INTO arrived VALUES (?, ?)",
            [(name_id, known[name]) for name, name_id in names.items()],
        )
        self._database.execute(
            "INSERT INTO annotations SELECT document_id, arrived.id FROM arriving_labels "
            "JOIN arrived USING (name_id)"
        )
        self._database.execute("DROP TABLE arrived")
        self._database.execute("DELETE FROM arriving_labels")

    def _remove_hidden(self) -> Iterator[ImportProgress]:
        """Clear what an undone import left, or one that was not finished."""
        keep = horizon(self._database)
        if self._last() > keep:
            self._log.drop_undone()  # an undone import cannot come back without its documents
        yield from self._remove(keep)

    def _last(self) -> int:
        return int(self._database.value("SELECT coalesce(max(id), 0) FROM documents"))

    def _remove(self, keep: int) -> Iterator[ImportProgress]:
        """Clear everything beyond the document ``keep``, the last rows first."""
        last = highest = self._last()
        while last > keep:
            lowest = max(keep, last - _BATCH)
            with self._database.transaction():
                self._remove_range(lowest, last)
            last = lowest
            yield ImportProgress(ImportStage.REMOVING)
        if highest > keep:
            self._forget_words()
        with self._database.transaction():
            self._remove_imports(keep)

    def _remove_range(self, after: int, last: int) -> None:
        bounds = (after, last)
        self._database.execute(
            "INSERT INTO search (search, rowid, text) "
            "SELECT 'delete', id, folded(CAST(text AS BLOB)) FROM texts WHERE id > ? AND id <= ?",
            bounds,
        )
        self._database.execute("DELETE FROM texts WHERE id > ? AND id <= ?", bounds)
        for table in ("arriving_labels", "kept_cells"):
            self._database.execute(
                f"DELETE FROM {table} WHERE document_id > ? AND document_id <= ?", bounds
            )
        self._database.execute("DELETE FROM documents WHERE id > ? AND id <= ?", bounds)

    def _forget_words(self) -> None:
        """Have the search's index hold no word that only stood in deleted texts: it notes beside
        them that they are gone, until it merges its parts (sqlite.org/fts5.html, "merge")."""
        pages, n_changed = -_MERGED_PAGES, 2  # below 0: all parts, however few; 1: nothing left
        while n_changed > 1:
            before = self._database.connection.total_changes
            with self._database.transaction():
                self._database.execute(
                    "INSERT INTO search (search, rank) VALUES ('merge', ?)", (pages,)
                )
            n_changed = self._database.connection.total_changes - before
            pages = _MERGED_PAGES

    def _remove_imports(self, keep: int) -> None:
        gone = "SELECT id FROM imports WHERE last_id IS NULL OR last_id > ?"
        for table in ("rejected_rows", "sources", "kept_columns"):
            self._database.execute(f"DELETE FROM {table} WHERE import_id IN ({gone})", (keep,))
        self._database.execute("DELETE FROM imports WHERE last_id IS NULL OR last_id > ?", (keep,))


def _store(items: Iterable[Item], writer: BatchWriter) -> Iterator[ImportProgress]:
    for batch in _batches(items):
        if batch:
            writer.write(batch)
        yield _progress(ImportStage.READING, writer)


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Rows of one transaction each; an empty one wherever they have been long in coming."""
    batch: list[Item] = []
    n_characters, begun = 0, time.perf_counter()
    for item in items:
        batch.append(item)
        n_characters += len(item.text) if isinstance(item, Document) else 0
        if len(batch) == _BATCH or n_characters >= _BATCH_CHARACTERS:
            yield batch
            batch, n_characters, begun = [], 0, time.perf_counter()
        elif time.perf_counter() - begun > _PAUSE:
            yield []
            begun = time.perf_counter()
    if batch:
        yield batch


def _progress(stage: ImportStage, writer: BatchWriter) -> ImportProgress:
    return ImportProgress(stage, writer.n_documents, writer.n_rejected, writer.n_duplicates)
