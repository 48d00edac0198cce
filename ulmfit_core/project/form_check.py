"""Whether a project's file has our tables and nothing that acts on them: it may come from a
stranger, and damage may leave it half."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from typing import Any

from ulmfit_core.project.commands import CommandKind
from ulmfit_core.project.database import Database, Row, add_functions, damaged
from ulmfit_core.project.filters import Status
from ulmfit_core.project.labels import COLOURS, SHORTCUTS

_SEARCH = "search_"  # tables that SQLite makes for the search, as its version has them
_Things = dict[tuple[str, str], tuple[str, str]]  # (type, name) to the table it is on and its SQL


def check_form(database: Database, migrations: Sequence[Sequence[str]]) -> None:
    """Raises StorageError for a file that was changed by another program so that it is none of
    ours, or would do what we did not ask for."""
    problem = _problem_of_tables(database, migrations) or _problem_of_values(database)
    if problem:
        raise damaged(database.path, problem)


def _problem_of_tables(database: Database, migrations: Sequence[Sequence[str]]) -> str:
    wanted, found = _wanted(migrations), _things(database.rows(_THINGS))
    tables = {name for kind, name in wanted if kind == "table"}
    for thing, made in wanted.items():
        if thing not in found or (made != found[thing] and not thing[1].startswith(_SEARCH)):
            return f"the {thing[0]} {thing[1]} is not as this program made it"
    for (kind, name), (table, _) in found.items():
        if table in tables and (kind, name) not in wanted:
            return f"the {kind} {name} was added to it"
    return ""


_THINGS = "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master"


def _wanted(migrations: Sequence[Sequence[str]]) -> _Things:
    with closing(sqlite3.connect(":memory:")) as connection:
        add_functions(connection)
        for statements in migrations:
            for statement in statements:
                connection.execute(statement)
        return _things(connection.execute(_THINGS).fetchall())


def _things(rows: Sequence[tuple[str, str, str, str]]) -> _Things:
    return {(kind, name): (table, " ".join(sql.split())) for kind, name, table, sql in rows}


def _problem_of_values(database: Database) -> str:
    """Of those that are read before anything is shown."""
    settings: dict[Any, Any] = dict(database.rows("SELECT name, value FROM settings"))
    if settings.get("task") not in ("single", "multi") or not isinstance(settings.get("name"), str):
        return "its settings are not those of a project"
    if not _has_ids_to(database, settings.get("horizon")):
        return "its texts are not numbered one after the other"
    if set(_ends(database, "status")) - {None, *map(int, Status)}:
        return "its texts have states that are not known"
    if not all(map(_is_label, database.rows(_LABELS))):
        return "its labels are not as this program wrote them"
    kinds = {kind for (kind,) in database.rows("SELECT DISTINCT kind FROM commands")}
    if kinds - set(CommandKind) or database.value(_NO_DETAILS):
        return "its history is not as this program wrote it"
    return ""


_LABELS = " UNION ".join(  # those that undo brings back too
    f"SELECT name, colour, shortcut, position FROM {table}"
    for table in ("labels", "snapshot_labels")
)
_NO_DETAILS = (
    "SELECT count(*) FROM commands WHERE typeof(details) != 'text' "
    "OR CASE WHEN json_valid(details) THEN json_type(details) != 'object' ELSE 1 END"
)


def _is_label(row: Row) -> bool:
    name, colour, shortcut, position = row
    is_one = isinstance(name, str) and isinstance(position, int)
    return is_one and colour in COLOURS and shortcut in (None, *SHORTCUTS)


def _ends(database: Database, column: str) -> list[object]:
    """The lowest and the highest, each found by itself: so an index tells them at once."""
    return [database.value(f"SELECT {end}({column}) FROM documents") for end in ("min", "max")]


def _has_ids_to(database: Database, horizon: object) -> bool:
    """Whether documents run from 1 without a gap at least to ``horizon``: arrays are made of that
    length."""
    if not (isinstance(horizon, str) and horizon.isascii() and horizon.isdecimal()):
        return False
    n_documents = int(database.value("SELECT count(*) FROM documents"))
    is_whole = not n_documents or _ends(database, "id") == [1, n_documents]
    return is_whole and len(horizon) < 19 and int(horizon) <= n_documents
