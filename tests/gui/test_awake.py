"""The computer is kept awake by a process of the system, for as long as a training lasts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.platform.awake import kept_awake

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks systemd")


@pytest.fixture
def inhibitor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for systemd-inhibit that writes down its arguments and runs the command."""
    note = tmp_path / "asked"
    program = tmp_path / "systemd-inhibit"
    program.write_text(f'#!/bin/sh\necho "$$ $@" > {note}.new\nmv {note}.new {note}\nexec cat\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return note


def test_sleep_is_held_off_until_the_end(inhibitor: Path) -> None:
    with kept_awake():
        while not inhibitor.exists():
            subprocess.run(["sync"], check=True)
        process, _, asked = inhibitor.read_text().partition(" ")
        assert "--what=sleep:idle" in asked
        assert Path(f"/proc/{process}").exists()
    assert not Path(f"/proc/{process}").exists()


def test_without_such_a_program_work_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with kept_awake():
        pass
