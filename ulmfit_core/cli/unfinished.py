"""Work under way beside the file it is to become, found again by the same command."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ulmfit_core.cli.output_file import work_folder
from ulmfit_core.corpus.readers.folder import folder_files
from ulmfit_core.disk import remove_empty
from ulmfit_core.training.run_lock import RunLock

_PIECE = 1 << 20


def fingerprint(*parts: object) -> str:
    """A short hash of what decides a result: a file by its bytes, a folder by names, sizes and
    times of what is read of it, anything else by how it prints."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(_content(part) if isinstance(part, Path) else repr(part).encode())
        digest.update(b"\0")
    return digest.hexdigest()[:16]


@contextmanager
def unfinished(target: Path, name: str) -> Iterator[Path]:
    """A file called ``name`` in the folder ``<target>.work``, removed when the block ends well;
    the folder goes as soon as there is no such file.

    What another command left there stays. Raises InputError where a file has its name, StorageError
    where another process is at work there, or where the folder cannot be made.
    """
    folder = work_folder(target)
    folder.mkdir(exist_ok=True)
    lock = folder / "run.lock"
    is_ours = False
    try:
        with RunLock(lock).held():
            is_ours = True
            yield folder / name
            (folder / name).unlink(missing_ok=True)
    finally:
        if is_ours and not (folder / name).exists():
            lock.unlink(missing_ok=True)
            with suppress(OSError):  # it holds what another command began
                remove_empty(folder)


def _content(path: Path) -> bytes:
    digest = hashlib.sha256()
    if path.is_dir():
        for file in folder_files(path):
            named = f"{file.relative_to(path)}\0{_facts(file)}"
            digest.update(named.encode("utf-8", "surrogatepass"))  # of a name in other bytes
        return digest.digest()
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            digest.update(piece)
    return digest.digest()


def _facts(file: Path) -> str:
    """Its size, and when it was changed; of a link, of what it leads to, if to anything."""
    try:
        facts = file.stat()
    except OSError:
        return ""
    return f"{facts.st_size}\0{facts.st_mtime_ns}"
