"""What the disk has to say: an OSError as a sentence where it is the user's to mend."""

from __future__ import annotations

import errno
from contextlib import suppress
from pathlib import Path

from ulmfit_core.errors import StorageError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_REFUSED = (errno.EACCES, errno.EPERM, errno.EROFS)


def remove_empty(folder: Path) -> None:
    """Delete a folder in which nothing of anybody's is left. Raises OSError where something is.

    The Finder of macOS writes down in a folder how it was looked at.
    """
    with suppress(FileNotFoundError):
        if [path.name for path in folder.iterdir()] == [".DS_Store"]:
            (folder / ".DS_Store").unlink()
    folder.rmdir()


def check_readable(path: Path) -> None:
    """Raises StorageError for a file that may not be read: safetensors calls it missing."""
    try:
        path.open("rb").close()
    except PermissionError as error:
        raise StorageError(
            f"{path} may not be read ({error.strerror}).",
            "Check the permissions of the file and of its folder; it may well be whole.",
        ) from error
    except OSError:  # whoever reads it says what is wrong
        return


def disk_error(error: OSError) -> StorageError | None:
    """The sentence for a full or forbidding disk, or a name that is too long for it; None where
    the error is about something else."""
    place = f" ({error.filename})" if error.filename else ""
    if error.errno in _FULL:
        return StorageError(
            f"The disk is full{place}; what was written before is kept.",
            "Free some space, then give the same command again.",
        )
    if error.errno in _REFUSED:
        return StorageError(
            f"The file system allows no access{place}: {error.strerror}.",
            "Check the permissions, or choose another folder.",
        )
    if error.errno == errno.ENAMETOOLONG:
        return StorageError(f"A file's name is too long{place}.", "Choose a shorter one.")
    return None
