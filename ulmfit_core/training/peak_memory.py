"""The most memory that this process has had."""

from __future__ import annotations

import sys
from pathlib import Path

import torch


def peak_memory(device: str) -> int:
    """The most bytes this process had at once, and the card's where it trains there."""
    on_card = torch.cuda.max_memory_allocated() if device != "cpu" else 0
    return _peak_of_process() + on_card


def _peak_of_process() -> int:
    if sys.platform == "win32":
        import psutil

        return psutil.Process().memory_info().peak_wset
    status = Path("/proc/self/status")
    if status.is_file():  # getrusage would count what the parent had
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
