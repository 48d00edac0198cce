"""The computer is kept awake by a process of the system, for as long as a training lasts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.platform.awake import kept_awake
from app.studio import Studio
from tests.gui.training_events import SORTING, ListedTraining, record, whole

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


@pytest.mark.parametrize("system", ["linux", "darwin"])
def test_without_such_a_program_work_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system: str
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setenv("PATH", str(tmp_path))
    with kept_awake():
        pass


@pytest.mark.parametrize("wanted", [True, False])
def test_a_training_holds_off_sleep_where_that_is_preferred(
    qtbot: QtBot, studio: Studio, inhibitor: Path, tmp_path: Path, wanted: bool
) -> None:
    studio.preferences.update(keep_awake=wanted)
    training = ListedTraining(whole()[:400], waits=True)
    studio.training.follow(training, tmp_path, record([]))
    qtbot.waitUntil(lambda: studio.training.record.phase == SORTING)
    assert bool(_children()) is wanted
    training.force_stop()
    qtbot.waitUntil(lambda: not studio.training.is_busy)


def _children() -> list[str]:
    """Of this process, those that hold off sleep."""
    commands = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            parent = (process / "stat").read_text().rpartition(") ")[2].split()[1]
            command = (process / "cmdline").read_text()
        except OSError:  # it has just ended
            continue
        if parent == str(os.getpid()) and ("systemd-inhibit" in command or command == "cat\0"):
            commands.append(command)
    return commands
