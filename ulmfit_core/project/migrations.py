"""From an older project file to today's form, one transaction a step, after a backup."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from ulmfit_core.errors import StorageError
from ulmfit_core.project.database import Database, storage_errors
from ulmfit_core.project.schema import APPLICATION_ID, MIGRATIONS


def migrate(
    database: Database, backups: Path, migrations: Sequence[Sequence[str]] = MIGRATIONS
) -> None:
    """Bring the file up to date; a file that holds data is copied into ``backups`` first.

    Raises StorageError for a file that is newer than this program or no project of ours.
    """
    version = int(database.value("PRAGMA user_version"))
    _check(database, version, len(migrations))
    if 0 < version < len(migrations):
        back_up(database, backups / f"project-v{version}.sqlite")
    for number, statements in enumerate(migrations[version:], version + 1):
        with database.transaction():
            for statement in statements:
                database.execute(statement)
            database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            database.execute(f"PRAGMA user_version = {number}")


def _check(database: Database, version: int, newest: int) -> None:
    is_empty = not database.value("SELECT count(*) FROM sqlite_master")
    if not is_empty and int(database.value("PRAGMA application_id")) != APPLICATION_ID:
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


def back_up(database: Database, target: Path) -> None:
    """A whole copy of the project file, with all that is committed, as ``target``.

    It appears under its name only when it is whole. Raises StorageError.
    """
    partial = target.with_name(f".{target.name}.partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            partial.unlink(missing_ok=True)
            with storage_errors(target), closing(sqlite3.connect(partial)) as copy:
                database.connection.backup(copy)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(
            f"The backup {target} could not be written ({error.strerror}); "
            "the project is unchanged.",
            "Free some disk space or check the folder's permissions.",
        ) from error
