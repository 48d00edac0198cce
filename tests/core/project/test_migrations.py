"""Older projects open, and every format that was ever written has its sample."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path

import pytest

from ulmfit_core.errors import StorageError
from ulmfit_core.project.database import Database
from ulmfit_core.project.filters import DocumentFilter
from ulmfit_core.project.interruptible import Interrupted, interruptible
from ulmfit_core.project.migrations import is_older, migrate
from ulmfit_core.project.project import DATABASE_NAME, Project
from ulmfit_core.project.schema import APPLICATION_ID, SCHEMA_VERSION

SAMPLES = Path(__file__).resolve().parents[2] / "assets" / "projects"
LABELLED = {3: 6, 2: 4, 1: 6}
STEPS = (
    ("CREATE TABLE a (x)", "INSERT INTO a VALUES (1)"),
    ("ALTER TABLE a ADD COLUMN y DEFAULT 2",),
    ("CREATE TABLE b (z)", "INSERT INTO b SELECT x + y FROM a"),
)


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION + 1))
def test_sample_of_every_version_opens(version: int, tmp_path: Path) -> None:
    packed = SAMPLES / f"v{version}" / f"{DATABASE_NAME}.gz"
    assert packed.is_file(), "a migration needs a sample of the format before it"
    (tmp_path / DATABASE_NAME).write_bytes(gzip.decompress(packed.read_bytes()))
    with Project.open(tmp_path) as project:
        assert project.name == "Sample"
        assert project.documents.count() == 24
        assert project.documents.count(DocumentFilter(search="umbrella")) == 6
        assert [label.name for label in project.labels.all()] == ["question", "praise", "complaint"]
        assert project.documents.counts().by_label == LABELLED
        assert [command.kind for command in project.commands.history(2)] == ["flag", "label"]
        while project.commands.undo():
            pass
        assert project.documents.count() == 0
        while project.commands.redo():
            pass
        assert project.documents.counts().by_label == {**LABELLED, 3: 5}  # one was left undone
        praise = "Thanks, for whatever it is." if version > 2 else ""
        assert [label.definition for label in project.labels.all()] == ["", praise, ""]
        kept = [document.kept for document in project.documents.page()]
        assert kept.count((("town", "Łódź"),)) == (4 if version > 1 else 0)


def at_version(path: Path, version: int) -> Database:
    database = Database(path, may_create=True)
    migrate(database, path.parent / "backups", STEPS[:version])
    return database


def test_steps_are_taken_in_turn_after_a_backup(tmp_path: Path) -> None:
    at_version(tmp_path / "a.sqlite", 1).close()
    database = at_version(tmp_path / "a.sqlite", 3)
    assert database.rows("SELECT z FROM b") == [(3,)]
    assert database.value("PRAGMA user_version") == 3
    assert database.value("PRAGMA application_id") == APPLICATION_ID
    database.close()
    with sqlite3.connect(tmp_path / "backups" / "project-v1.sqlite") as backup:
        assert backup.execute("SELECT * FROM a").fetchall() == [(1,)]
        assert backup.execute("PRAGMA user_version").fetchone() == (1,)
    backup.close()


def test_an_older_file_is_told_by_its_header(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    at_version(path, 1).close()
    assert is_older(path, 2)
    assert not is_older(path, 1)
    with sqlite3.connect(tmp_path / "b.sqlite") as other:
        other.execute("PRAGMA user_version = 1")
    other.close()
    assert not is_older(tmp_path / "b.sqlite", 2)  # not ours
    assert not is_older(tmp_path / "none.sqlite", 2)


def test_a_backup_that_was_stopped_leaves_nothing(tmp_path: Path) -> None:
    database = at_version(tmp_path / "a.sqlite", 1)
    with pytest.raises(Interrupted):
        migrate(database, tmp_path / "backups", STEPS, lambda: True)
    assert list((tmp_path / "backups").iterdir()) == []
    assert database.value("PRAGMA user_version") == 1
    database.close()


def test_a_step_that_was_stopped_leaves_the_last_whole_one(tmp_path: Path) -> None:
    database = at_version(tmp_path / "a.sqlite", 1)
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    steps = (*STEPS[:2], ("CREATE TABLE c (x)", endless))

    def is_at_the_endless_step() -> bool:
        return bool(database.connection.in_transaction)

    with pytest.raises(Interrupted), interruptible(database, is_at_the_endless_step):
        migrate(database, tmp_path / "backups", steps)
    assert database.value("PRAGMA user_version") == 2
    assert database.rows("SELECT name FROM sqlite_master WHERE name = 'c'") == []
    database.close()


def test_no_backup_where_nothing_changes(tmp_path: Path) -> None:
    at_version(tmp_path / "a.sqlite", 3).close()
    at_version(tmp_path / "a.sqlite", 3).close()
    assert not (tmp_path / "backups").exists()


def test_failed_step_leaves_the_last_whole_one(tmp_path: Path) -> None:
    database = at_version(tmp_path / "a.sqlite", 1)
    broken = (STEPS[0], STEPS[1], ("CREATE TABLE c (x)", "INSERT INTO nowhere VALUES (1)"))
    with pytest.raises(sqlite3.OperationalError):
        migrate(database, tmp_path / "backups", broken)
    assert database.value("PRAGMA user_version") == 2
    assert database.rows("SELECT name FROM sqlite_master WHERE name = 'c'") == []
    database.close()


def test_backup_that_cannot_be_written_stops_before_any_change(tmp_path: Path) -> None:
    at_version(tmp_path / "a.sqlite", 1).close()
    (tmp_path / "backups").write_text("a file where the folder should be")
    database = Database(tmp_path / "a.sqlite")
    with pytest.raises(StorageError, match="project is unchanged"):
        migrate(database, tmp_path / "backups", STEPS)
    assert database.value("PRAGMA user_version") == 1
    database.close()
