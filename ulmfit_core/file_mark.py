"""Whether a file that is read several times is the same each time."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from ulmfit_core.errors import InputError


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
        return self._compared(may_have_grown=True)

    def is_same(self) -> bool:
        """Whether nothing was written to it either."""
        return self._compared(may_have_grown=False)

    def _compared(self, *, may_have_grown: bool) -> bool:
        if self.path.is_dir():
            return True
        try:
            now = self.path.stat()
        except OSError:
            return False
        is_same = (now.st_size, now.st_mtime_ns) == (self.was.st_size, self.was.st_mtime_ns)
        has_grown = may_have_grown and now.st_size > self.was.st_size
        return os.path.samestat(now, self.was) and (is_same or has_grown)


def changed(path: Path) -> InputError:
    """It was read twice, and is another than the first time."""
    return InputError(
        f"{path.name} changed while it was read; nothing was written.",
        "Wait until nothing writes to it, then try again.",
    )
