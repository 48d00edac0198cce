"""Whether a project's file is whole, asked after its program ended without closing it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from ulmfit_core.errors import StorageError
from ulmfit_core.project.database import Database

StopCheck = Callable[[], bool]

_STEPS = 10_000  # of SQLite's machine between two looks at whether to stop
_MARK = "project.unchecked"


class CheckStopped(Exception):
    """It was asked to stop before it was through."""


def was_left_open(database: Path) -> bool:
    """A clean close folds the journal into the file; one that is left tells of a crash, and a
    mark of a check that has not found the file whole since."""
    journals = (database.with_name(f"{database.name}{suffix}") for suffix in ("-wal", "-journal"))
    is_left = any(path.exists() and path.stat().st_size for path in journals)
    return is_left or database.with_name(_MARK).exists()


def check_whole(database: Database, should_stop: StopCheck) -> None:
    """Look through all of the file. Raises StorageError where it is damaged, CheckStopped.

    Whatever ends it early leaves a mark, so that the next opening checks again.
    """
    mark = database.path.with_name(_MARK)
    with suppress(OSError):  # a full disk: looking needs no room
        mark.touch()
    problem = _first_problem(database, should_stop)
    if problem != "ok":
        raise StorageError(
            f"The project file {database.path} is damaged ({problem}); it was left as it is.",
            "Restore project.sqlite from its backups folder or your own.",
        )
    mark.unlink(missing_ok=True)


def _first_problem(database: Database, should_stop: StopCheck) -> str:
    connection = database.connection
    connection.set_progress_handler(lambda: int(should_stop()), _STEPS)
    try:
        return str(database.value("PRAGMA quick_check(1)"))
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname != "SQLITE_INTERRUPT":
            raise
        raise CheckStopped from error
    finally:
        connection.set_progress_handler(None, 0)
