"""A file, or a folder, that appears whole or not at all."""

from __future__ import annotations

import glob
import os
import secrets
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from ulmfit_core.errors import StorageError

_HELD = {5, 32, 33}  # Windows: access denied, sharing violation, lock violation
_PAUSES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.3)  # seconds

if sys.platform == "win32":

    def _claim(descriptor: int) -> None:
        """Nothing to do: a file that is open cannot be deleted there."""

    def sync(descriptor: int) -> None:
        """Let what was written reach the disk. Raises OSError."""
        os.fsync(descriptor)
else:
    import fcntl

    def _claim(descriptor: int) -> None:
        """Raises OSError where another has it; the system lets go of it with its owner."""
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def sync(descriptor: int) -> None:
        """Let what was written reach the disk. Raises OSError.

        macOS hands it to the drive, which may keep it where a power cut takes it, unless told more.
        """
        wholly = getattr(fcntl, "F_FULLFSYNC", None)  # only macOS has it
        if wholly is not None:
            with suppress(OSError):  # a share whose server does not know it
                fcntl.fcntl(descriptor, wholly)
                return
        os.fsync(descriptor)


@contextmanager
def atomic_file(path: str | Path) -> Iterator[BinaryIO]:
    """``replacing`` with a sentence about it. Raises StorageError where the disk refuses."""
    path = Path(path)
    try:
        with replacing(path) as stream:
            yield stream
    except OSError as error:
        raise StorageError(
            f"{path.name} could not be written ({error.strerror or error}); "
            "what was there before is unchanged.",
            "Free some disk space, or check the folder and its permissions.",
        ) from error


@contextmanager
def replacing(path: str | Path) -> Iterator[BinaryIO]:
    """A stream whose bytes replace ``path`` when the block ends without an exception.

    They are written beside it first and reach the disk before the rename. Raises OSError
    where that fails; the old file, if any, is then unchanged and nothing new is left. What a
    kill left of an earlier try goes first.
    """
    path = Path(path).resolve()  # through a link, so that the link stays one
    _clear_abandoned(path)
    temporary = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}.partial")
    try:
        with temporary.open("xb") as stream:
            with suppress(OSError):  # a file system without locks: then nobody clears
                _claim(stream.fileno())
            yield stream
            stream.flush()
            sync(stream.fileno())
        move(temporary, path)
        sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def _clear_abandoned(path: Path) -> None:
    """Delete the unfinished files of ``path`` that no living process writes."""
    name = glob.escape(path.name[:100])
    for left in path.parent.glob(f".{name}.{'[0-9a-f]' * 8}.partial"):
        with suppress(OSError):
            with left.open("rb") as stream:
                _claim(stream.fileno())
            left.unlink()


@contextmanager
def appearing_folder(folder: Path) -> Iterator[Path]:
    """A folder to fill, which becomes ``folder`` when the block ends without an exception; there
    is none of that name before.

    Its files reach the disk before that. Raises OSError. What killed programs left of any such
    folder beside it goes first.
    """
    _clear_abandoned_folders(folder.parent)
    partial = folder.with_name(f".{folder.name[:100]}.{secrets.token_hex(4)}.partial")
    try:
        partial.mkdir(parents=True)
        with _claimed(partial):
            yield partial
            _sync_files(partial)
        move(partial, folder)
        sync_folder(folder.parent)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


@contextmanager
def _claimed(folder: Path) -> Iterator[None]:
    """Raises OSError where another process has it."""
    if os.name != "posix":  # elsewhere a folder cannot be opened, and nobody clears
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        _claim(descriptor)
        yield
    finally:
        os.close(descriptor)


def _clear_abandoned_folders(parent: Path) -> None:
    """Delete the unfinished folders in ``parent`` that no living process fills."""
    found = parent.glob(f".*.{'[0-9a-f]' * 8}.partial/") if os.name == "posix" else ()
    for left in found:
        with suppress(OSError), _claimed(left):
            shutil.rmtree(left, ignore_errors=True)


@contextmanager
def replacing_folder(folder: Path) -> Iterator[Path]:
    """An empty folder that takes the place of ``folder`` when the block ends without an exception.

    Its files reach the disk before that. Raises OSError where that cannot be done; what was there
    before then stays, and nothing new is left. A crash in between leaves it as ``.previous``.
    """
    partial = folder.with_name(folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        partial.mkdir(parents=True)
        yield partial
        _sync_files(partial)
        _replace_folder(partial, folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _replace_folder(partial: Path, folder: Path) -> None:
    previous = folder.with_name(folder.name + ".previous")
    if folder.exists():
        shutil.rmtree(previous, ignore_errors=True)
        move(folder, previous)
    try:
        move(partial, folder)
    except OSError:
        if previous.exists():
            move(previous, folder)
        raise
    sync_folder(folder.parent)
    shutil.rmtree(previous, ignore_errors=True)


def move(source: Path, target: Path) -> None:
    """Give ``source`` the name ``target``, in place of a file of that name.

    Raises OSError. On Windows whoever reads either of them is in the way, a virus scanner as
    much as a window of ours: what is held is tried again for a second.
    """
    for pause in (*_PAUSES, None):
        try:
            os.replace(source, target)
        except OSError as error:
            if pause is None or getattr(error, "winerror", None) not in _HELD:
                raise
            time.sleep(pause)
        else:
            return


def _sync_files(folder: Path) -> None:
    """Let all that is below ``folder`` reach the disk."""
    for path in folder.iterdir():
        if path.is_dir():
            _sync_files(path)
        else:
            with path.open("r+b") as stream:
                sync(stream.fileno())
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Let the names in ``folder`` reach the disk."""
    if os.name != "posix":  # elsewhere a folder cannot be opened
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        sync(descriptor)
    finally:
        os.close(descriptor)
