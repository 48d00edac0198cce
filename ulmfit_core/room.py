"""How much disk and memory this computer has, and how much of it is free; torch-free."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes; 0 where the system does not tell of its memory."""

    disk: int  # free
    memory: int  # free
    all_memory: int


def room_at(folder: Path) -> Room:
    """What there is for files in ``folder``, which need not be there yet, and for programs."""
    there = next(
        place for place in (folder.absolute(), *folder.absolute().parents) if place.is_dir()
    )
    return Room(shutil.disk_usage(there).free, *_memory())


if sys.platform == "win32":

    def _memory() -> tuple[int, int]:
        """Free, and all there is."""
        fields: list[tuple[str, Any]] = [("size", ctypes.c_ulong), ("load", ctypes.c_ulong)]
        names = ("all", "free", *(f"more{n}" for n in range(5)))
        fields += [(name, ctypes.c_ulonglong) for name in names]
        status = type("MemoryStatus", (ctypes.Structure,), {"_fields_": fields})()
        status.size = ctypes.sizeof(status)
        ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
        return int(status.free), int(status.all)
else:

    def _memory() -> tuple[int, int]:
        """Free, which only Linux tells, and all there is."""
        return _free_on_linux(), os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")

    def _free_on_linux() -> int:
        facts = Path("/proc/meminfo")
        lines = facts.read_text().splitlines() if facts.is_file() else []
        return sum(int(line.split()[1]) * 1024 for line in lines if "MemAvailable" in line)
