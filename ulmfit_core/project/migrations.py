"""From an older project file to today's form, one transaction a step, after a backup."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path

from ulmfit_core.errors import StorageError
from ulmfit_core.project.database import Database, storage_errors
from ulmfit_core.project.interruptible import StopCheck, stop_where_asked
from ulmfit_core.project.schema import APPLICATION_ID, MIGRATIONS

_PAGES = 1000  # copied between two looks at whether to stop
_VERSION_AT, _APPLICATION_AT = 60, 68  # bytes into the file (sqlite.org/fileformat2.html, 1.3)


def is_older(path: Path, newest: int) -> bool:
    """Whether a project file that was closed is of an earlier format than ``newest``, so that it
    takes time to open; nothing is told of a file that cannot be read."""
    header = b""
    with suppress(OSError), path.open("rb") as file:
        header = file.read(_APPLICATION_AT + 4)
    version, application = (
        int.from_bytes(header[at : at + 4]) for at in (_VERSION_AT, _APPLICATION_AT)
    )
    return application == APPLICATION_ID and 0 < version < newest


def migrate(
    database: Database,
    backups: Path,
    migrations: Sequence[Sequence[str]] = MIGRATIONS,
    should_stop: StopCheck = lambda: False,
) -> None:
    """Bring the file up to date; a file that holds data is copied into ``backups`` first.

    Raises StorageError for a file that is newer than this program or no project of ours, and
    Interrupted.
    """
    version = int(database.value("PRAGMA user_version"))
    _check(database, version, len(migrations))
    if 0 < version < len(migrations):
        back_up(database, backups / f"project-v{version}.sqlite", should_stop)
    for number, statements in enumerate(migrations[version:], version + 1):
        with database.transaction():
            for statement in statements:
                database.execute(statement)
            database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            database.execute(f"PRAGMA user_version = {number}")


def _check(database: Database, version: int, newest: int) -> None:
    is_empty = not database.value("SELECT count(*) FROM sqlite_master")
    is_ours = version > 0 and int(database.value("PRAGMA application_id")) == APPLICATION_ID
    if not (is_empty or is_ours):
        raise StorageError(
            f"{database.path} was not made by this program; it was left as it is.",
            "Choose the folder of a project.",
        )
    if version > newest:
        raise StorageError(
            f"The project {database.path.parent} was written by a newer version of this program "
            f"(format {version}, known here up to {newest}); it was left as it is.",
            "Install the newest version and open it again.",
        )


def back_up(database: Database, target: Path, should_stop: StopCheck = lambda: False) -> None:
    """A whole copy of the project file, with all that is committed, as ``target``.

    It appears under its name only when it is whole. Raises StorageError, Interrupted.
    """
    partial = target.with_name(f".{target.name}.partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            partial.unlink(missing_ok=True)
            with storage_errors(target), closing(sqlite3.connect(partial)) as copy:
                database.connection.backup(
                    copy, pages=_PAGES, progress=lambda *_: stop_where_asked(should_stop)
                )
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(
            f"The backup {target} could not be written ({error.strerror}); "
            "the project is unchanged.",
            "Free some disk space or check the folder's permissions.",
        ) from error
