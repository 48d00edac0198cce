"""How much disk and memory this computer has, and how much of it is free; torch-free."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

_CGROUPS = Path("/sys/fs/cgroup")  # in a container these are its own
_LIMITS = (  # how much it may take, what it has taken, and what of that can be forgotten
    ("memory.max", "memory.current", "memory.stat", "inactive_file"),
    (
        "memory/memory.limit_in_bytes",
        "memory/memory.usage_in_bytes",
        "memory/memory.stat",
        "total_inactive_file",
    ),
)


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes; in a container that may not take all memory of the computer, what it may take."""

    disk: int  # free
    memory: int  # free
    all_memory: int


def room_at(folder: Path, cgroups: Path = _CGROUPS) -> Room:
    """What there is for files in ``folder``, which need not be there yet, and for programs."""
    import psutil  # no part of the bare distribution

    there = next(
        place for place in (folder.absolute(), *folder.absolute().parents) if place.is_dir()
    )
    computer = psutil.virtual_memory()
    free, may_take = _in_container(cgroups) or (computer.available, computer.total)
    memory = min(free, computer.available), min(may_take, computer.total)
    return Room(shutil.disk_usage(there).free, *memory)


def _in_container(cgroups: Path) -> tuple[int, int] | None:
    """Free, and all that it may take; None where nothing limits it."""
    for limit, taken, facts, cache in _LIMITS:
        if (cgroups / limit).is_file() and (most := (cgroups / limit).read_text().strip()) != "max":
            lines = (cgroups / facts).read_text().splitlines()
            cached = sum(int(line.split()[1]) for line in lines if line.startswith(f"{cache} "))
            used = int((cgroups / taken).read_text()) - cached
            return max(int(most) - used, 0), int(most)
    return None
