from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from ulmfit_core.errors import StorageError
from ulmfit_core.training.run_lock import RunLock
from ulmfit_core.worker_launch import worker_environment

OWNER = """
import sys
from pathlib import Path
from ulmfit_core.training.run_lock import RunLock
with RunLock(Path(sys.argv[1])).held():
    print("locked", flush=True)
    sys.stdin.read()
"""


def owner(path: Path) -> subprocess.Popen[str]:
    """Another process that holds the lock until it is killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=worker_environment(),
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "locked\n"
    return process


def next_descriptor() -> int:
    """The lowest that is free."""
    descriptor = os.open(os.devnull, os.O_RDONLY)
    os.close(descriptor)
    return descriptor


def test_a_free_folder_is_not_held(tmp_path: Path) -> None:
    lock = RunLock(tmp_path / "run.lock")
    assert not lock.is_held()
    with lock.held():
        assert lock.is_held()
    assert not lock.is_held()


def test_the_owner_is_named_and_nobody_else_gets_in(tmp_path: Path) -> None:
    lock = RunLock(tmp_path / "run.lock")
    lock.path.write_text("123456789\n")  # of an earlier owner
    with owner(lock.path) as process:
        free = next_descriptor()
        assert lock.is_held()
        assert next_descriptor() == free  # asked for hours, it would use up all there are
        with pytest.raises(StorageError, match=rf"in use by process {process.pid}\."):
            lock.held(timeout=0).__enter__()
        process.kill()


def test_an_owner_about_to_leave_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, first = RunLock(tmp_path / "run.lock"), ExitStack()
    first.enter_context(lock.held())
    monkeypatch.setattr(time, "sleep", lambda seconds: first.close())
    with lock.held(timeout=60):
        assert lock.is_held()


def test_a_killed_owner_leaves_no_lock_behind(tmp_path: Path) -> None:
    lock = RunLock(tmp_path / "run.lock")
    with owner(lock.path) as process:
        process.kill()
    assert lock.path.exists()
    assert not lock.is_held()
    with lock.held(timeout=0):
        assert lock.is_held()


def test_the_lock_file_of_a_reused_pid_is_stale(tmp_path: Path) -> None:
    (tmp_path / "run.lock").write_text("1\n")  # alive, but never the owner
    assert not RunLock(tmp_path / "run.lock").is_held()


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be locked"):
        RunLock(tmp_path / "gone" / "run.lock").held().__enter__()
