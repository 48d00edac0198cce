"""Whether a project's file is whole, asked after its program ended without closing it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from ulmfit_core.project.database import Database, damaged

_MARK = "project.unchecked"


def was_left_open(database: Path) -> bool:
    """A clean close folds the journal into the file; one that is left tells of a crash, and a
    mark of a check that has not found the file whole since."""
    journals = (database.with_name(f"{database.name}{suffix}") for suffix in ("-wal", "-journal"))
    is_left = any(path.exists() and path.stat().st_size for path in journals)
    return is_left or database.with_name(_MARK).exists()


def mark_unchecked(database: Path) -> None:
    """Have every opening check the file until one has found it whole: a connection that ends
    early folds the journal away, and with it what tells of the crash."""
    with suppress(OSError):  # a full disk: looking needs no room
        database.with_name(_MARK).touch()


def check_not_empty(database: Database) -> None:
    """A file cut to nothing would pass for a project without documents. Raises StorageError."""
    if not database.value("SELECT count(*) FROM sqlite_master"):
        raise damaged(database.path, "it is empty")


def check_whole(database: Database) -> None:
    """Look through all of the file, and unmark it. Raises StorageError where it is damaged."""
    problem = str(database.value("PRAGMA quick_check(1)"))
    if problem != "ok":
        raise damaged(database.path, problem)
    database.path.with_name(_MARK).unlink(missing_ok=True)
