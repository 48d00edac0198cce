"""The state of some documents, and of the labels, put aside so that it can come back.

Undo is a swap: what a command changed is put aside as it is now, and what it was before comes
back. Redo is the same swap once more. So a command stores one state, never two.
"""

from __future__ import annotations

from collections.abc import Iterable

from ulmfit_core.project.database import Database

_DECISION = "status, flagged, note, decided_at, origin"
_LABEL = "id, name, colour, shortcut, position, definition"
# Beyond the horizon nothing has a label in sight; undoing an import moves the horizon down.
_TOUCHED = "(document_id IN (SELECT id FROM touched) OR document_id > :low)"


def touch(database: Database, document_ids: Iterable[int]) -> int:
    """Name the documents that the next snapshot covers; how many there are."""
    database.execute("CREATE TEMP TABLE IF NOT EXISTS touched (id INTEGER PRIMARY KEY)")
    database.execute("DELETE FROM touched")
    database.execute_many(
        "INSERT OR IGNORE INTO touched VALUES (?)", ((int(id),) for id in document_ids)
    )
    return int(database.value("SELECT count(*) FROM touched"))


def horizon(database: Database) -> int:
    """The id of the last document in sight."""
    return int(database.value("SELECT value FROM settings WHERE name = 'horizon'"))


def take(database: Database, *, has_scheme: bool, low: int | None = None) -> int:
    """Put aside the state of the touched documents and, if asked, of labels and settings.

    ``low`` covers the labels of every document after that id too. Returns the snapshot's id.
    """
    database.execute("INSERT INTO snapshots (has_scheme) VALUES (?)", (int(has_scheme),))
    snapshot = int(database.value("SELECT last_insert_rowid()"))
    where = {"snapshot": snapshot, "low": horizon(database) if low is None else low}
    database.execute(
        f"INSERT INTO snapshot_documents SELECT :snapshot, id, {_DECISION} FROM documents "
        "WHERE id IN (SELECT id FROM touched)",
        where,
    )
    database.execute(
        "INSERT INTO snapshot_annotations SELECT :snapshot, document_id, label_id "
        f"FROM annotations WHERE {_TOUCHED}",
        where,
    )
    if has_scheme:
        database.execute(
            f"INSERT INTO snapshot_labels (snapshot_id, {_LABEL}) "
            f"SELECT :snapshot, {_LABEL} FROM labels",
            where,
        )
        database.execute(
            "INSERT INTO snapshot_settings SELECT :snapshot, name, value FROM settings", where
        )
    return snapshot


def swap(database: Database, snapshot: int) -> int:
    """Bring the snapshot's state back and put today's aside; the id of the new snapshot."""
    _touch_same(database, snapshot)
    has_scheme = bool(database.value("SELECT has_scheme FROM snapshots WHERE id = ?", (snapshot,)))
    then = database.value(
        "SELECT value FROM snapshot_settings WHERE snapshot_id = ? AND name = 'horizon'",
        (snapshot,),
    )
    now = horizon(database)
    low = now if then is None else min(now, int(then))
    current = take(database, has_scheme=has_scheme, low=low)
    database.execute(f"DELETE FROM annotations WHERE {_TOUCHED}", {"low": low})
    if has_scheme:
        _restore_scheme(database, snapshot)
    _restore_documents(database, snapshot)
    return current


def _touch_same(database: Database, snapshot: int) -> None:
    touch(database, ())
    database.execute(
        "INSERT INTO touched SELECT document_id FROM snapshot_documents WHERE snapshot_id = ?",
        (snapshot,),
    )


def _restore_documents(database: Database, snapshot: int) -> None:
    database.execute(
        "UPDATE documents SET status = s.status, flagged = s.flagged, note = s.note, "
        "decided_at = s.decided_at, origin = s.origin FROM snapshot_documents AS s "
        "WHERE s.snapshot_id = ? AND s.document_id = documents.id",
        (snapshot,),
    )
    database.execute(
        "INSERT INTO annotations SELECT document_id, label_id FROM snapshot_annotations "
        "WHERE snapshot_id = ?",
        (snapshot,),
    )


def _restore_scheme(database: Database, snapshot: int) -> None:
    # Two labels may trade names or keys: so none of today's stands in the way of another.
    database.execute(
        "DELETE FROM labels WHERE id NOT IN (SELECT id FROM snapshot_labels WHERE snapshot_id = ?)",
        (snapshot,),
    )
    database.execute("UPDATE labels SET name = char(1) || id, shortcut = NULL")
    database.execute(
        f"INSERT INTO labels ({_LABEL}) SELECT {_LABEL} FROM snapshot_labels "
        "WHERE snapshot_id = ? ON CONFLICT (id) DO UPDATE SET name = excluded.name, "
        "colour = excluded.colour, shortcut = excluded.shortcut, position = excluded.position, "
        "definition = excluded.definition",
        (snapshot,),
    )
    database.execute(
        "INSERT OR REPLACE INTO settings SELECT name, value FROM snapshot_settings "
        "WHERE snapshot_id = ?",
        (snapshot,),
    )


def drop(database: Database, snapshot: int) -> None:
    """Forget a snapshot that no command refers to any more."""
    for table in ("documents", "annotations", "labels", "settings"):
        database.execute(f"DELETE FROM snapshot_{table} WHERE snapshot_id = ?", (snapshot,))
    database.execute("DELETE FROM snapshots WHERE id = ?", (snapshot,))
