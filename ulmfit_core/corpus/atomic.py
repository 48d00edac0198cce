"""A file that appears whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from ulmfit_core.errors import StorageError


@contextmanager
def atomic_file(path: str | Path) -> Iterator[BinaryIO]:
    """A stream whose bytes replace ``path`` when the block ends without an exception.

    They are written beside it first and reach the disk before the rename. Raises StorageError
    where that fails; the old file, if any, is then unchanged and nothing new is left.
    """
    path = Path(path).resolve()  # through a link, so that the link stays one
    temporary = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}.partial")
    try:
        with temporary.open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, path)
    except OSError as error:
        raise StorageError(
            f"{path.name} could not be written ({error.strerror or error}); "
            "what was there before is unchanged.",
            "Free some disk space, or check the folder and its permissions.",
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
