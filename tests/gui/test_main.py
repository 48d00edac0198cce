from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import app.__main__ as entry
from app.preferences import Preferences
from ulmfit_core.project.project import Project


@pytest.fixture
def on_a_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry, "has_display", lambda: True)


@pytest.mark.usefixtures("on_a_display")
def test_says_how_to_install_qt(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing_installed(name: str) -> str:
        raise entry.PackageNotFoundError(name)

    monkeypatch.setattr(entry, "version", nothing_installed)
    assert entry.main() == 2
    assert 'pip install "ulmfit-studio[app]"' in capsys.readouterr().err


@pytest.mark.usefixtures("on_a_display")
def test_refuses_the_qt_that_crashes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entry, "version", lambda name: "6.12.0")
    monkeypatch.setattr(entry.sys, "version_info", (3, 11, 7))
    assert entry.main() == 2
    assert "PySide6 6.12.0 crashes" in capsys.readouterr().err


def test_without_a_display_runs_the_demo_in_another_process(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[list[str]] = []

    def call(command: list[str]) -> int:
        called.append(command)
        return 7

    monkeypatch.setattr(entry, "has_display", lambda: False)
    monkeypatch.setattr(entry.subprocess, "call", call)
    assert entry.main() == 7
    assert called == [[sys.executable, "-m", "ulmfit_core.demo"]]
    assert "no display" in capsys.readouterr().err


START_AND_QUIT = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
import app.application as application

def quit_soon(arguments):
    made = create(arguments)
    QTimer.singleShot(0, made.quit)
    return made

create = application.create_application
application.create_application = quit_soon
status = application.run(["ulmfit-studio", *sys.argv[1:]])
print(sorted({"torch", "pandas", "sklearn", "pyqtgraph"} & set(sys.modules)))
raise SystemExit(status)
"""


def start_and_quit(home: Path, *arguments: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", START_AND_QUIT, *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home)},
    )


def test_starts_and_ends_without_anything_heavy(tmp_path: Path) -> None:
    finished = start_and_quit(tmp_path)
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.strip() == "[]"


@pytest.mark.skipif(sys.platform != "linux", reason="names are Unicode elsewhere")
def test_a_project_whose_folder_is_named_in_other_bytes_is_opened(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"pr\xff\xfe")
    Project.create(folder, "Letters").close()
    finished = start_and_quit(tmp_path, folder)
    assert finished.returncode == 0, finished.stderr
    assert Preferences(tmp_path / "ulmfit-studio" / "preferences.json").values.recent == (
        str(folder),
    )
