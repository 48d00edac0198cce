"""One process at a time in a run folder: a lock the operating system drops with its owner."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ulmfit_core.errors import StorageError

if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30  # a locked byte cannot be read on Windows, so lock one past the text

    def _take(descriptor: int) -> None:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


_BUSY = {errno.EAGAIN, errno.EACCES, errno.EDEADLK, errno.EWOULDBLOCK}
_POLL_SECONDS = 0.01


class RunLock:
    """The file ``run.lock``: its text names the owner's pid, its lock says whether the owner lives.

    A crash, a kill or a power cut releases the lock with the process, so a stale file
    never blocks a run and a reused pid never looks like the old owner.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def is_held(self) -> bool:
        """Whether a living process (this one included) works in the folder."""
        if not self.path.exists():
            return False
        descriptor = self._try_take()
        if descriptor is None:
            return True
        os.close(descriptor)
        return False

    @contextmanager
    def held(self, timeout: float = 1.0) -> Iterator[None]:
        """Own the run for the length of the block.

        Waits ``timeout`` seconds for the owner to leave. Raises StorageError when it
        does not, or when the folder cannot be locked at all.
        """
        descriptor = self._acquire(timeout)
        try:
            os.ftruncate(descriptor, 0)
            os.write(descriptor, f"{os.getpid()}\n".encode())
            yield
        finally:
            os.close(descriptor)

    def _acquire(self, timeout: float) -> int:
        deadline = time.monotonic() + timeout
        while (descriptor := self._try_take()) is None:
            if time.monotonic() >= deadline:
                raise StorageError(
                    f"The run in {self.path.parent} is in use by process {self._owner()}.",
                    "Wait until it ends or stop it there, then try again.",
                )
            time.sleep(_POLL_SECONDS)
        return descriptor

    def _try_take(self) -> int | None:
        """A descriptor that holds the lock, or None when another one does."""
        descriptor = self._opened()
        try:
            _take(descriptor)
        except OSError as error:
            os.close(descriptor)
            if error.errno in _BUSY:
                return None
            raise self._unlockable(error) from error
        os.lseek(descriptor, 0, os.SEEK_SET)
        return descriptor

    def _opened(self) -> int:
        try:
            return os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise self._unlockable(error) from error

    def _unlockable(self, error: OSError) -> StorageError:
        return StorageError(
            f"The run folder {self.path.parent} cannot be locked ({error.strerror}).",
            "Check that it exists and is writable, or use a folder on a local disk.",
        )

    def _owner(self) -> str:
        return self.path.read_text(encoding="utf-8").strip() or "unknown"
