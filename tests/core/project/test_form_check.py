"""A project's file that another program changed, by mistake or to do harm, opens nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.core.project.projects import add, document, new_project
from ulmfit_core.errors import StorageError
from ulmfit_core.project.project import DATABASE_NAME, Project

ENDLESS = "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x FROM r) SELECT x, x FROM r"
CHANGES = {
    "trigger": "CREATE TRIGGER t AFTER INSERT ON commands BEGIN DELETE FROM texts; END",
    "view": f"ALTER TABLE runs RENAME TO r; CREATE VIEW runs (folder, name) AS {ENDLESS}",
    "index": "CREATE INDEX i ON labels (zeroblob(9000000))",
    "missing table": "DROP TABLE annotations",
    "missing table of a later version": "DROP TABLE kept_cells",
    "missing column": "ALTER TABLE imports DROP COLUMN n_test",
    "generated column": "ALTER TABLE runs ADD COLUMN more AS (zeroblob(900000000))",
    "version": "PRAGMA user_version = 0",
    "version below": "PRAGMA user_version = -1",
    "task": "UPDATE settings SET value = '<b>' WHERE name = 'task'",
    "name": "UPDATE settings SET value = x'00' WHERE name = 'name'",
    "no horizon": "DELETE FROM settings WHERE name = 'horizon'",
    "horizon": "UPDATE settings SET value = 'all' WHERE name = 'horizon'",
    "far horizon": "UPDATE settings SET value = '999999999999' WHERE name = 'horizon'",
    "very far horizon": f"UPDATE settings SET value = '{10**30}' WHERE name = 'horizon'",
    "far id": "UPDATE documents SET id = 999999999999 WHERE id = 3",
    "status": "UPDATE documents SET status = 77 WHERE id = 2",
    "colour": "UPDATE labels SET colour = 'url(file:///etc/passwd)' WHERE id = 1",
    "shortcut": "UPDATE labels SET shortcut = 'Ctrl+Q' WHERE id = 1",
    "label": "UPDATE labels SET name = x'ff' WHERE id = 1",
    "position": "UPDATE labels SET position = 'first' WHERE id = 1",
    "label of the history": "INSERT INTO snapshot_labels SELECT 1, 7, 'x', 'url(x)', NULL, 0, ''",
    "no text": "UPDATE labels SET name = CAST(x'ff41' AS TEXT) WHERE id = 1",
    "kind": "UPDATE commands SET kind = 'boo'",
    "details": "UPDATE commands SET details = '{'",
    "details of another kind": "UPDATE commands SET details = '[1]'",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with new_project(tmp_path / "p", 3):
        return tmp_path / "p"


def change(folder: Path, script: str) -> None:
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as connection:
        connection.executescript(script)


@pytest.mark.parametrize("script", CHANGES.values(), ids=CHANGES)
def test_a_file_that_is_not_as_we_made_it_stays_closed(folder: Path, script: str) -> None:
    change(folder, script)
    with pytest.raises(StorageError, match="it was left as it is"):
        Project.open(folder)


@pytest.mark.parametrize(
    "script", ["CREATE TABLE mine (x)", "CREATE VIEW v AS SELECT 1", "ANALYZE"]
)
def test_what_touches_none_of_our_tables_may_be_there(folder: Path, script: str) -> None:
    change(folder, script)
    with Project.open(folder) as project:
        assert project.documents.count() == 3


def test_an_import_that_died_and_one_undone_do_not_count_as_damage(folder: Path) -> None:
    with Project.open(folder) as project:
        add(project, [document(4)])
        project.commands.undo()
    with Project.open(folder) as project:
        project.commands.redo()
        assert project.documents.count() == 4


def test_a_name_that_sqlite_complains_of_in_no_utf_8_is_a_sentence(folder: Path) -> None:
    path = folder / DATABASE_NAME
    path.write_bytes(path.read_bytes().replace(b"CREATE TABLE labels", b"CREATE \xfbABLE labels"))
    with pytest.raises(StorageError, match="no UTF-8"):
        Project.open(folder)


@pytest.mark.parametrize(
    "script",
    [
        "INSERT INTO snapshot_annotations SELECT snapshot_id, 1, 77 FROM commands",
        "UPDATE snapshot_settings SET value = 'all' WHERE name = 'horizon'",
    ],
)
def test_undo_to_what_never_was_is_a_sentence(folder: Path, script: str) -> None:
    change(folder, script)
    with Project.open(folder) as project:
        before = project.commands.history()
        with pytest.raises(StorageError, match="its history is not"):
            project.commands.undo()
        assert project.commands.history() == before


def test_what_is_said_of_a_broken_text_does_not_hold_it(folder: Path) -> None:
    change(folder, "UPDATE texts SET text = CAST('informant' || x'ff' AS TEXT)")
    with Project.open(folder) as project, pytest.raises(StorageError) as raised:
        project.documents.page()
    assert "no UTF-8" in raised.value.message
    assert "informant" not in raised.value.message
    assert raised.value.__suppress_context__  # nor would a log
