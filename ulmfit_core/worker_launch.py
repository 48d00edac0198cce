"""How the training child is started and ended on each operating system."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import ulmfit_core

# One thread and the lowest priority: whoever works at the machine hardly notices.
GENTLE = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
_NICEST = 19


def worker_command(registry: str, preload: Sequence[str] = ()) -> list[str]:
    """The command line of the child; a frozen program answers ``-m`` as a Python would."""
    # -P: a file called random.py in the user's folder must not replace Python's own.
    program = ["-P", "-m", "ulmfit_core.worker"]
    modules = [argument for name in preload for argument in ("--preload", name)]
    return [sys.executable, *program, "--registry", registry, *modules]


def worker_environment() -> dict[str, str]:
    """The child's environment: threads that wait without burning a core, UTF-8, our code."""
    # Spinning OpenMP threads make training several times slower once cores are shared.
    environment = os.environ | {
        "OMP_WAIT_POLICY": "PASSIVE",
        "GOMP_SPINCOUNT": "0",
        "PYTHONUTF8": "1",
    }
    root = Path(ulmfit_core.__file__).resolve().parent.parent
    if root.name not in {"site-packages", "dist-packages"}:  # run from a source tree
        inherited = os.environ.get("PYTHONPATH")
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (str(root), inherited)))
    return environment


def start_worker(
    command: list[str], stderr: IO[bytes], environment: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """The child in a process group of its own, with pipes for both directions.

    ``environment`` comes on top of the usual one.
    """
    own_group: dict[str, Any] = {"start_new_session": True}  # Ctrl-C is the parent's to handle
    if sys.platform == "win32":
        own_group = {
            "creationflags": subprocess.CREATE_NEW_PROCESS_GROUP
            | subprocess.BELOW_NORMAL_PRIORITY_CLASS
            | subprocess.CREATE_NO_WINDOW
        }
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
        env=worker_environment() | dict(environment or {}),
        **own_group,
    )


def yield_to_others(pid: int) -> None:
    """Give a process the lowest priority."""
    import psutil  # no part of the bare distribution

    lowest = _NICEST
    if sys.platform == "win32":
        lowest = psutil.IDLE_PRIORITY_CLASS
    with suppress(psutil.NoSuchProcess):
        psutil.Process(pid).nice(lowest)


def signal_group(child: subprocess.Popen[bytes], *, force: bool) -> None:
    """End the child and whatever it started; ``force`` leaves them no say."""
    if sys.platform == "win32":
        child.kill()
    else:
        # EPERM is macOS's word for a group that has ended but was not waited for.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL if force else signal.SIGTERM)
