"""One SQLite connection, set so that a decision is on disk when its transaction ends.

WAL with ``synchronous=FULL`` loses nothing acknowledged, to a kill or to a power cut. Where WAL
cannot work (network shares), a rollback journal with ``synchronous=EXTRA`` holds the same promise
more slowly.
"""

from __future__ import annotations

import sqlite3
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ulmfit_core.errors import StorageError
from ulmfit_core.project.folding import folded

_RESTORE = (
    "Restore project.sqlite from its backups folder or your own, and delete project.sqlite-wal and "
    "project.sqlite-shm beside it."
)
_BUSY_SECONDS = 5.0
_NETWORK_TYPES = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs"}
_NETWORK_TYPES |= {"afpfs", "webdav"}  # of macOS
_REASONS = {
    "FULL": ("the disk is full", "Free some disk space and try again."),
    "READONLY": ("it is read-only", "Check the folder's permissions."),
    "BUSY": ("another program holds it", "Close that program and try again."),
    "LOCKED": ("another program holds it", "Close that program and try again."),
    "CANTOPEN": ("it cannot be opened", "Check that the folder is there and yours to read."),
    "IOERR": ("the disk reports an error", "Check the disk, or copy the project to another."),
    "PROTOCOL": ("its locks do not work on that disk", "Move the project to a local disk."),
    "PERM": ("access is denied", "Check the folder's permissions."),
    "CORRUPT": ("it is damaged", _RESTORE),
    "NOTADB": ("it is no project", _RESTORE),
}
_NO_UTF_8 = "Could not decode to UTF-8"

Row = tuple[Any, ...]


class Database:
    """A connection for the thread that made it. Use ``transaction`` around every change."""

    def __init__(
        self,
        path: Path,
        on_network: bool | None = None,
        *,
        may_create: bool = False,
        turn: threading.Lock | None = None,
    ) -> None:
        """Connect to the file. Raises StorageError, also where it is missing and not to be made.

        ``on_network`` says whether it lies on a share; None asks the system. Connections that
        share a ``turn`` wait for each other's transactions however long those take.
        """
        if not (may_create or path.is_file()):
            raise project_gone(path)
        self.path = path
        self.turn = turn or threading.Lock()
        self._on_network = is_on_network(path) if on_network is None else on_network
        with storage_errors(path):
            self.connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
            try:
                self._configure()
                self._place = self._found()
            except BaseException:
                self.connection.close()
                raise

    def _configure(self) -> None:
        self.connection.execute("PRAGMA foreign_keys = ON")
        self.connection.execute("PRAGMA trusted_schema = OFF")  # of a file that a stranger made
        self.connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten
        self.connection.execute("PRAGMA temp_store = MEMORY")
        self.connection.execute("PRAGMA cache_size = -32768")  # KiB
        self.connection.execute(f"PRAGMA journal_size_limit = {64 << 20}")
        durable = "FULL" if self._try_wal() else "EXTRA"
        self.connection.execute(f"PRAGMA synchronous = {durable}")
        add_functions(self.connection)
        self.connection.execute("PRAGMA fullfsync = ON")  # of macOS: also out of the drive's memory

    def _try_wal(self) -> bool:
        wanted = "DELETE" if self._on_network else "WAL"
        try:
            mode = self.value(f"PRAGMA journal_mode = {wanted}")
        except StorageError:  # no shared memory there; anything worse shows at the next read
            mode = self.value("PRAGMA journal_mode = DELETE")
        return str(mode) == "wal"

    def close(self) -> None:
        """Let go of the file; the last one to close folds the journal into it."""
        with suppress(StorageError):
            self.check_in_place()
        self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block's changes or none; on disk when it ends. Raises StorageError, also where
        the file was moved, deleted or replaced: a connection would write on, for nobody to find."""
        with self.turn, storage_errors(self.path):
            self.check_in_place()
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:  # a full disk has rolled it back already
                    self.connection.execute("ROLLBACK")
                raise

    @property
    def is_in_place(self) -> bool:
        """Whether the file at our path is the one that was opened, as far as can be told."""
        return self._found() == self._place

    def check_in_place(self) -> None:
        """Raises StorageError where another file is at our path, or none."""
        if self.is_in_place:
            return
        with suppress(sqlite3.Error):  # who opens a file there next would take our journal for its
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raise project_gone(self.path) if self._found() is None else _replaced(self.path)

    def _found(self) -> object:
        """What tells the file at our path from others; None where there is none."""
        try:
            found = self.path.stat()
        except OSError:
            return None
        if self._on_network:  # whose numbers may change
            return True
        return found.st_dev, found.st_ino

    def execute(self, sql: str, parameters: Iterable[Any] | dict[str, Any] = ()) -> int:
        """Run one statement; how many rows it changed."""
        with storage_errors(self.path):
            return self.connection.execute(sql, _bound(parameters)).rowcount

    def execute_many(self, sql: str, rows: Iterable[Iterable[Any]]) -> None:
        """Run one statement for each of ``rows``."""
        with storage_errors(self.path):
            self.connection.executemany(sql, (tuple(row) for row in rows))

    def rows(self, sql: str, parameters: Iterable[Any] | dict[str, Any] = ()) -> list[Row]:
        """Every row of a query."""
        with storage_errors(self.path):
            return self.connection.execute(sql, _bound(parameters)).fetchall()

    def value(self, sql: str, parameters: Iterable[Any] | dict[str, Any] = ()) -> Any:
        """The first column of the first row, None where there is none."""
        with storage_errors(self.path):
            row = self.connection.execute(sql, _bound(parameters)).fetchone()
        return None if row is None else row[0]

    def column(self, sql: str, parameters: Iterable[Any] | dict[str, Any] = ()) -> Iterator[Any]:
        """The first column of every row, as a stream; change nothing while it runs."""
        with storage_errors(self.path):
            for row in self.connection.execute(sql, _bound(parameters)):
                yield row[0]


def add_functions(connection: sqlite3.Connection) -> None:
    """What our SQL calls beside SQLite's own."""
    connection.create_function("folded", 1, _folded, deterministic=True)


def damaged(path: Path, problem: str) -> StorageError:
    """Its file cannot be a project's, or is one no more."""
    return StorageError(
        f"The project file {path} is damaged ({problem}); it was left as it is.",
        _RESTORE,
    )


def project_gone(path: Path) -> StorageError:
    """Its folder was moved or deleted while it was open."""
    return StorageError(
        f"The project file {path} is not there any more.",
        "Bring its folder back, or open the project where it lies now.",
    )


def _replaced(path: Path) -> StorageError:
    return StorageError(
        f"The project file {path} was replaced by another file (a restored copy, a sync program).",
        "Close the project and open it again.",
    )


def _folded(cell: bytes | None) -> str:
    """For queries; as bytes, since a stranger's file may hold what is no UTF-8."""
    return folded((cell or b"").decode(errors="replace"))


def _bound(parameters: Iterable[Any] | dict[str, Any]) -> tuple[Any, ...] | dict[str, Any]:
    return parameters if isinstance(parameters, dict) else tuple(parameters)


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """SQLite's complaints about the disk or the file, as StorageError; others are our bugs."""
    try:
        yield
    except UnicodeDecodeError:  # Python cannot read SQLite's own complaint about it
        raise damaged(path, "a text in it is no UTF-8") from None
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "").removeprefix("SQLITE_").partition("_")[0]
        if str(error).startswith(_NO_UTF_8):
            raise damaged(path, "a text in it is no UTF-8") from None  # with the text in it
        if name not in _REASONS:
            raise
        reason, hint = _REASONS[name]
        raise StorageError(
            f"The project file {path} cannot be used: {reason} ({error}). "
            "Every decision made before is kept.",
            hint,
        ) from error


def is_on_network(path: Path, mounts: Path = Path("/proc/self/mounts")) -> bool:
    """Whether the file lies on a network share, as far as the system tells."""
    resolved = path.resolve()
    if resolved.as_posix().startswith("//"):
        return True
    inside = [(place, kind) for place, kind in _mounted(mounts) if resolved.is_relative_to(place)]
    return bool(inside) and max(inside, key=lambda mount: len(mount[0]))[1] in _NETWORK_TYPES


def _mounted(mounts: Path) -> list[tuple[str, str]]:
    """(where, kind of file system) of each, as Linux lists them in ``mounts``; macOS is asked."""
    if mounts.exists():
        fields = [line.split() for line in mounts.read_text("utf-8", "replace").splitlines()]
        return [(f[1].replace("\\040", " "), f[2]) for f in fields if len(f) > 2]
    if sys.platform == "darwin":
        import psutil  # no part of the bare distribution

        return [(found.mountpoint, found.fstype) for found in psutil.disk_partitions(all=True)]
    return []
