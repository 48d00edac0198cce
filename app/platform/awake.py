"""Keeps the computer from falling asleep during a training; the screen may go dark."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from app.translation import tr

_CONTINUOUS, _SYSTEM_REQUIRED = 0x80000000, 0x00000001  # of SetThreadExecutionState


def awake_if(wanted: bool) -> AbstractContextManager[None]:
    """Kept awake during the block, where that is wanted."""
    return kept_awake() if wanted else nullcontext()


@contextmanager
def kept_awake() -> Iterator[None]:
    """During the block the system does not sleep by itself; where it cannot be asked, it may.

    On Windows this holds for the calling thread, so enter it in the one that works.
    """
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.kernel32.SetThreadExecutionState(_CONTINUOUS | _SYSTEM_REQUIRED)
        try:
            yield
        finally:
            ctypes.windll.kernel32.SetThreadExecutionState(_CONTINUOUS)
        return
    command = _inhibitor()
    if command is None:
        yield
        return
    holder = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        assert holder.stdin is not None
        holder.stdin.close()  # it lasts as long as its input, so it also goes when we are killed
        holder.terminate()
        holder.wait()


def _inhibitor() -> list[str] | None:
    """A command that keeps the system awake until its input ends."""
    if sys.platform == "darwin":
        return ["caffeinate", "-i", "cat"] if shutil.which("caffeinate") else None
    if shutil.which("systemd-inhibit") is None:
        return None
    return [
        "systemd-inhibit",
        "--what=sleep:idle",
        "--who=ULMFiT Studio",
        f"--why={tr('A model is being trained')}",
        "--mode=block",
        "cat",
    ]
