"""One transaction, whole or not at all, and on which disks the fast journal may be used."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from ulmfit_core.errors import StorageError
from ulmfit_core.project.database import Database, is_on_network


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "a.sqlite", may_create=True)
    database.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT)")
    yield database
    database.close()


def test_settings_hold_what_is_promised(database: Database) -> None:
    assert database.value("PRAGMA journal_mode") == "wal"
    assert database.value("PRAGMA synchronous") == 2
    assert database.value("PRAGMA fullfsync") == 1  # heeded by macOS alone
    assert database.value("PRAGMA foreign_keys") == 1
    assert database.value("PRAGMA secure_delete") == 1


def test_on_a_share_the_slower_journal_holds_the_same(tmp_path: Path) -> None:
    database = Database(tmp_path / "a.sqlite", on_network=True, may_create=True)
    assert database.value("PRAGMA journal_mode") == "delete"
    assert database.value("PRAGMA synchronous") == 3
    database.close()
    database = Database(tmp_path / "a.sqlite", on_network=False)
    assert database.value("PRAGMA journal_mode") == "wal"
    database.close()


def insert_and_fail(database: Database) -> None:
    with database.transaction():
        database.execute("INSERT INTO t (text) VALUES ('a')")
        raise RuntimeError


def test_failed_block_changes_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError):
        insert_and_fail(database)
    assert database.rows("SELECT * FROM t") == []


def test_full_disk_is_a_sentence_and_keeps_what_was(database: Database) -> None:
    database.execute("INSERT INTO t (text) VALUES ('kept')")
    pages = database.value("PRAGMA page_count")
    database.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StorageError, match="disk is full"), database.transaction():
        database.execute("INSERT INTO t (text) VALUES (?)", ("x" * 100_000,))
    assert database.rows("SELECT text FROM t") == [("kept",)]
    with database.transaction():
        database.execute("UPDATE t SET text = 'and usable'")


def test_our_own_mistakes_are_not_dressed_up(database: Database) -> None:
    with pytest.raises(sqlite3.OperationalError):
        database.execute("SELEKT")
    with pytest.raises(sqlite3.IntegrityError):
        database.execute_many("INSERT INTO t (id) VALUES (?)", [(1,), (1,)])


def test_missing_folder_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be opened"):
        Database(tmp_path / "gone" / "a.sqlite", may_create=True)


def test_missing_file_is_not_made_again(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="is not there any more"):
        Database(tmp_path / "a.sqlite")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="elsewhere an open file stays where it is")
@pytest.mark.parametrize("on_network", [False, True])
def test_nothing_is_said_to_be_kept_in_a_file_that_is_gone(
    tmp_path: Path, on_network: bool
) -> None:
    database = Database(tmp_path / "a.sqlite", on_network, may_create=True)
    database.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT)")
    moved = database.path.rename(tmp_path / "b.sqlite")
    with pytest.raises(StorageError, match="is not there any more"), database.transaction():
        database.execute("INSERT INTO t (text) VALUES ('a')")
    moved.rename(database.path)
    with database.transaction():
        database.execute("INSERT INTO t (text) VALUES ('b')")
    assert database.rows("SELECT text FROM t") == [("b",)]
    database.close()


@pytest.mark.skipif(os.name != "posix", reason="elsewhere an open file is not replaced")
def test_nothing_is_said_to_be_kept_in_a_file_that_was_replaced(database: Database) -> None:
    replace(database.path, database.path.read_bytes())
    with pytest.raises(StorageError, match="was replaced by another file"), database.transaction():
        pass


@pytest.mark.skipif(os.name != "posix", reason="elsewhere an open file is not replaced")
@pytest.mark.parametrize("is_noticed", [True, False])
def test_copy_restored_while_open_gets_nothing_of_the_journal(
    database: Database, is_noticed: bool
) -> None:
    copy = checkpointed(database)
    for _ in range(2):  # into the file, then into the journal
        checkpointed(database)
        database.execute_many("INSERT INTO t (text) VALUES (?)", [("x" * 9999,)] * 9)
    replace(database.path, copy)
    if is_noticed:
        with pytest.raises(StorageError), database.transaction():
            pass
    database.close()
    with closing(Database(database.path)) as restored:
        assert restored.value("PRAGMA quick_check") == "ok"
        assert restored.rows("SELECT * FROM t") == []


def checkpointed(database: Database) -> bytes:
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return database.path.read_bytes()


def replace(path: Path, content: bytes) -> None:
    other = path.with_name("b.sqlite")
    other.write_bytes(content)
    other.replace(path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
def test_read_only_file_is_a_sentence(database: Database) -> None:
    database.close()
    database.path.chmod(0o400)
    database.path.parent.chmod(0o500)
    try:
        with pytest.raises(StorageError), Database(database.path).transaction():
            pass
    finally:
        database.path.parent.chmod(0o700)


MOUNTS = """/dev/sda1 / ext4 rw 0 0
server:/home /home nfs4 rw 0 0
/dev/sdb1 /home/local ext4 rw 0 0
//server/docs /mnt/my\\040docs cifs rw 0 0
short
"""


@pytest.mark.skipif(os.name == "nt", reason="a drive resolves to its share there")
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/srv/project", False),
        ("/home/ana/project", True),
        ("/home/local/project", False),
        ("/homely/project", False),
        ("/mnt/my docs/project", True),
    ],
)
def test_network_share_is_recognised(tmp_path: Path, path: str, expected: bool) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS)
    assert is_on_network(Path(path), mounts) is expected


def test_without_a_list_of_mounts_a_disk_counts_as_local(tmp_path: Path) -> None:
    assert not is_on_network(tmp_path, tmp_path / "none")


@pytest.mark.parametrize(("kind", "is_share"), [("smbfs", True), ("apfs", False)])
def test_macos_knows_its_shares_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, is_share: bool
) -> None:
    def listed(all: bool) -> list[SimpleNamespace]:
        volumes = {"/": "apfs", str(tmp_path / "Volumes" / "Team Share"): kind}
        return [SimpleNamespace(mountpoint=p, fstype=t) for p, t in volumes.items() if all]

    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(psutil, "disk_partitions", listed)
    path = tmp_path / "Volumes" / "Team Share" / "p" / "project.sqlite"
    assert is_on_network(path, tmp_path / "no mounts") is is_share
