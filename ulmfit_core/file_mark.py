"""Whether a file that is read several times is the same each time."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FileMark:
    """A file as it was; of a folder nothing is told."""

    path: Path
    was: os.stat_result

    @classmethod
    def of(cls, path: Path) -> FileMark:
        """Raises OSError."""
        return cls(path, path.stat())

    def holds(self) -> bool:
        """Whether what was there still is: it may have grown at its end, but not been replaced."""
        if self.path.is_dir():
            return True
        try:
            now = self.path.stat()
        except OSError:
            return False
        is_as_it_was = (now.st_size, now.st_mtime_ns) == (self.was.st_size, self.was.st_mtime_ns)
        return os.path.samestat(now, self.was) and (is_as_it_was or now.st_size > self.was.st_size)
