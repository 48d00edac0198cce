"""Every action of a person as a command that can be undone, kept with the project.

Undo has no limit and outlives a restart. An action after an undo drops what was undone: the
history is a line, never a tree.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ulmfit_core.errors import InputError
from ulmfit_core.project import snapshots
from ulmfit_core.project.database import Database, Row, damaged


class CommandKind(StrEnum):
    """What was done."""

    LABEL = "label"  # the documents' labels became exactly these
    ADD_LABELS = "add labels"
    REMOVE_LABELS = "remove labels"  # in older projects alone, as is NOTE
    CLEAR = "clear"
    SKIP = "skip"
    FLAG = "flag"
    UNFLAG = "unflag"
    NOTE = "note"
    CREATE_LABEL = "create label"
    RENAME_LABEL = "rename label"
    DEFINE_LABEL = "define label"
    ADD_CODEBOOK = "add codebook"
    RECOLOUR_LABEL = "recolour label"
    SET_SHORTCUT = "set shortcut"
    REORDER_LABELS = "reorder labels"
    MERGE_LABELS = "merge labels"
    DELETE_LABEL = "delete label"
    SET_TASK = "set task"
    RENAME_PROJECT = "rename project"
    IMPORT = "import"
    TAKE_OVER = "take over"  # labels of a file, on texts that had none
    DRAW_SAMPLE = "draw sample"  # of texts without a label; see drawn_samples


DECISIONS = (
    CommandKind.LABEL,
    CommandKind.ADD_LABELS,
    CommandKind.REMOVE_LABELS,
    CommandKind.CLEAR,
    CommandKind.SKIP,
    CommandKind.FLAG,
    CommandKind.UNFLAG,
    CommandKind.NOTE,
    CommandKind.TAKE_OVER,
)
CHANGE_LABELS = (
    CommandKind.LABEL,
    CommandKind.ADD_LABELS,
    CommandKind.REMOVE_LABELS,
    CommandKind.CLEAR,
    CommandKind.SKIP,
    CommandKind.RENAME_LABEL,
    CommandKind.MERGE_LABELS,
    CommandKind.DELETE_LABEL,
    CommandKind.SET_TASK,
    CommandKind.IMPORT,
    CommandKind.TAKE_OVER,
)


@dataclass(frozen=True, slots=True)
class Command:
    """One entry of the history; also what do, undo and redo report, for views to refresh by."""

    id: int
    kind: CommandKind
    details: dict[str, Any]  # plain JSON values: label ids and names, a note, a source
    at: float  # seconds since 1970
    document_id: int | None  # where exactly one document was touched
    n_documents: int
    undone: bool

    def is_same(self, other: Command) -> bool:
        """Whether it is this very one, undone or not: what comes after an undone command that was
        dropped has its id again, but not its time."""
        return (self.id, self.at) == (other.id, other.at)


@dataclass(slots=True)
class Recording:
    """The command being carried out; add to ``details`` what is only known now."""

    kind: CommandKind
    details: dict[str, Any]
    n_documents: int
    command: Command | None = field(default=None)

    @property
    def done(self) -> Command:
        """The command, once the block that recorded it has ended."""
        assert self.command is not None
        return self.command


class CommandLog:
    """The history of one project. ``importing`` is held while an import goes on, ``changing``
    while any of its threads carries out a command, which may take long."""

    def __init__(
        self, database: Database, importing: threading.Lock, changing: threading.Lock
    ) -> None:
        self._database = database
        self._importing = importing
        self._changing = changing

    @property
    def is_changing(self) -> bool:
        """Whether a thread changes something now, so that another would have to wait."""
        return self._changing.locked()

    @contextmanager
    def record(
        self,
        kind: CommandKind,
        details: dict[str, Any],
        document_ids: Iterable[int] = (),
        *,
        has_scheme: bool = False,
    ) -> Iterator[Recording]:
        """One transaction around the block, written to the log with what it takes to undo it.

        The block may change the decisions and annotations of ``document_ids`` and, with
        ``has_scheme``, labels and settings; they stand in the temporary table ``touched``.
        Raises InputError for an unknown document and StorageError; nothing is changed then.
        """
        with self._changing, self._database.transaction():
            n_documents = self._touch_known(document_ids)
            self._drop_undone()
            snapshot = snapshots.take(self._database, has_scheme=has_scheme)
            recording = Recording(kind, details, n_documents)
            yield recording
            recording.command = self._append(recording, snapshot)

    def undo(self, meant: Command | None = None) -> Command | None:
        """Take the last command back; None where nothing is left.

        Raises InputError while an import goes on and the command is an import itself, and where
        it is another than ``meant``: another thread may have added one since that was looked up.
        """
        which = "SELECT max(id) FROM commands WHERE undone = 0"
        return self._swap(which, undone=1, meant=meant)

    def redo(self, meant: Command | None = None) -> Command | None:
        """Do the last undone command again; None where nothing is left. Raises as ``undo``."""
        which = "SELECT min(id) FROM commands WHERE undone = 1"
        return self._swap(which, undone=0, meant=meant)

    def history(self, limit: int = 10) -> list[Command]:
        """The last commands that stand, newest first."""
        return self._read("WHERE undone = 0 ORDER BY id DESC LIMIT ?", limit)

    def decisions(self, limit: int = 10) -> list[Command]:
        """The last commands about documents, newest first: what stays editable at hand."""
        return self._last_of(DECISIONS, limit)

    def last_change_of_labels(self) -> Command | None:
        """After which every text has the labels that it has now, by the names they have now."""
        return next(iter(self._last_of(CHANGE_LABELS, 1)), None)

    def asked_again(self) -> list[Command]:
        """Those that labelled a document blind once more, oldest first; ``before`` in their
        details is the label it had."""
        query = "WHERE undone = 0 AND kind = 'label' AND details LIKE '%\"before\"%' "
        return self._read(query + "ORDER BY id LIMIT ?", -1)

    def undone(self, limit: int = 10) -> list[Command]:
        """What ``redo`` would do, next first."""
        return self._read("WHERE undone = 1 ORDER BY id LIMIT ?", limit)

    def drop_undone(self) -> None:
        """Forget what was undone, as a new command does."""
        with self._database.transaction():
            self._drop_undone()

    def _touch_known(self, document_ids: Iterable[int]) -> int:
        n_documents = snapshots.touch(self._database, document_ids)
        lowest, highest = self._database.rows("SELECT min(id), max(id) FROM touched")[0]
        if n_documents and (lowest < 1 or highest > snapshots.horizon(self._database)):
            raise InputError(
                "A text that is not in this project was to be changed; nothing was.",
                "Reload the list of texts.",
            )
        return n_documents

    def _drop_undone(self) -> None:
        undone = self._database.rows("SELECT snapshot_id FROM commands WHERE undone = 1")
        self._database.execute("DELETE FROM commands WHERE undone = 1")
        for (snapshot,) in undone:
            snapshots.drop(self._database, snapshot)

    def _append(self, recording: Recording, snapshot: int) -> Command:
        touched = self._database.value("SELECT min(id) FROM touched")
        self._database.execute(
            "INSERT INTO commands (kind, details, at, document_id, n_documents, snapshot_id) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (
                recording.kind.value,
                json.dumps(recording.details, ensure_ascii=False),
                time.time(),
                touched if recording.n_documents == 1 else None,
                recording.n_documents,
                snapshot,
            ),
        )
        return self._read("WHERE id = last_insert_rowid() LIMIT ?", 1)[0]

    def _swap(self, which: str, *, undone: int, meant: Command | None) -> Command | None:
        with self._changing, self._database.transaction():
            number = self._database.value(which)
            found = [] if number is None else self._read(f"WHERE id = {int(number)} LIMIT ?", 1)
            if meant is not None and not any(map(meant.is_same, found)):
                raise InputError(
                    "Another change came in between; nothing was undone or redone.",
                    "Undo or redo again, if it is still wanted.",
                )
            if not found:
                return None
            (command,) = found
            self._check_no_import(command)
            before = self._snapshot_of(command)
            now = self._brought_back(before)
            self._database.execute(
                "UPDATE commands SET snapshot_id = ?, undone = ? WHERE id = ?",
                (now, undone, command.id),
            )
            snapshots.drop(self._database, before)
            return self._read(f"WHERE id = {command.id} LIMIT ?", 1)[0]

    def _brought_back(self, snapshot: int) -> int:
        try:
            return snapshots.swap(self._database, snapshot)
        except (sqlite3.IntegrityError, ValueError) as error:  # no project ever had that state
            problem = "its history is not as this program wrote it"
            raise damaged(self._database.path, problem) from error

    def _snapshot_of(self, command: Command) -> int:
        query = "SELECT snapshot_id FROM commands WHERE id = ?"
        return int(self._database.value(query, (command.id,)))

    def _check_no_import(self, command: Command) -> None:
        if command.kind == CommandKind.IMPORT and self._importing.locked():
            raise InputError(
                "An import cannot be undone or redone while another goes on.",
                "Wait for it to end or stop it first.",
            )

    def _last_of(self, wanted: Iterable[CommandKind], limit: int) -> list[Command]:
        kinds = ", ".join(f"'{kind}'" for kind in wanted)
        return self._read(f"WHERE undone = 0 AND kind IN ({kinds}) ORDER BY id DESC LIMIT ?", limit)

    def _read(self, rest: str, limit: int) -> list[Command]:
        columns = "id, kind, details, at, document_id, n_documents, undone"
        return [
            _command(row)
            for row in self._database.rows(f"SELECT {columns} FROM commands {rest}", (limit,))
        ]


def _command(row: Row) -> Command:
    id_, kind, details, at, document_id, n_documents, undone = row
    return Command(
        id_, CommandKind(kind), json.loads(details), at, document_id, n_documents, bool(undone)
    )
