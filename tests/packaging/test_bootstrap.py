"""The set-up: what it refuses, and when it takes an environment for finished."""

from __future__ import annotations

import importlib
import os
import platform
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def environment(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module, with an environment of its own in which Python runs and nothing is installed."""
    monkeypatch.syspath_prepend(repository / "packaging")
    module = importlib.import_module("environment")
    steps = importlib.import_module("steps")
    venv = tmp_path / ".venv"
    python = venv / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    (venv / "pyvenv.cfg").write_text(f"home = {sys.prefix}\ncommand = python -m venv {venv}\n")
    for changed in (module, steps):
        monkeypatch.setattr(changed, "VENV", venv)
        monkeypatch.setattr(changed, "PYTHON", python)
    monkeypatch.setattr(module, "STAMP", venv / "bootstrap.json")
    monkeypatch.setattr(module, "BUILDING", venv / "bootstrap.unfinished")
    return module


@pytest.mark.parametrize("version", [(2, 7), (3, 10)])
def test_refuses_an_old_python(
    version: tuple[int, int],
    repository: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.syspath_prepend(repository / "packaging")
    bootstrap = importlib.import_module("bootstrap")
    monkeypatch.setattr(bootstrap.sys, "version_info", version)
    assert bootstrap.main() == 1
    assert (
        f"needs Python 3.11 or newer; this is {version[0]}.{version[1]}." in capsys.readouterr().err
    )


def test_unstamped_environment_is_not_current(environment: ModuleType) -> None:
    assert environment._is_usable()
    assert environment._stamped() is None


@pytest.mark.parametrize("content", ["", "{}", "not json"])
def test_damaged_stamp_is_none(environment: ModuleType, content: str) -> None:
    environment.STAMP.write_text(content)
    assert environment._stamped() is None


def test_stamp_is_read_back(environment: ModuleType) -> None:
    environment.STAMP.write_text('{"fingerprint": "abc"}')
    assert environment._stamped() == "abc"


def test_interrupted_environment_is_built_anew(environment: ModuleType) -> None:
    environment.STAMP.write_text('{"fingerprint": "abc"}')
    environment.BUILDING.write_text("1")
    assert environment._stamped() is None
    assert not environment._is_usable()


def test_moved_environment_is_built_anew(environment: ModuleType) -> None:
    (environment.VENV / "pyvenv.cfg").write_text("command = python -m venv /elsewhere/.venv\n")
    assert not environment._is_usable()


def test_environment_without_python_is_built_anew(environment: ModuleType) -> None:
    environment.PYTHON.unlink()
    assert not environment._is_usable()


def test_second_set_up_is_refused(environment: ModuleType) -> None:
    environment.BUILDING.write_text(str(os.getppid()))
    with pytest.raises(environment.SetupError, match="Another set-up"):
        environment._refuse_second_set_up()


def test_dead_set_up_is_no_obstacle(environment: ModuleType) -> None:
    environment.BUILDING.write_text("999999999")
    environment._refuse_second_set_up()


def test_fingerprint_follows_the_pins(
    environment: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = environment._fingerprint()
    assert before == environment._fingerprint()
    other = tmp_path / "constraints.txt"
    other.write_text("torch==0.0.0\n")
    monkeypatch.setattr(environment, "CONSTRAINTS", other)
    assert environment._fingerprint() != before


def test_failed_step_says_what_failed(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = importlib.import_module("steps")
    monkeypatch.setattr(steps, "LOG", environment.VENV / "log")
    script = "print('a'); print('ERROR: no such thing'); raise SystemExit(3)"
    with pytest.raises(environment.SetupError, match=r"(?s)It failed\..*ERROR: no such thing"):
        steps.run([sys.executable, "-c", script], "It failed.")
    assert "no such thing" in steps.LOG.read_text()


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("ERROR: No matching distribution found for PySide6==6.11.3", "no build for this system"),
        ("ERROR: Could not open requirements file", "run this again"),
        (
            "WARNING: Retrying after connection broken by 'NewConnectionError'\n"
            "ERROR: No matching distribution found for PySide6==6.11.3",
            "run this again",
        ),
    ],
)
def test_a_system_without_builds_is_not_told_of_the_network(
    environment: ModuleType, output: str, expected: str
) -> None:
    steps = importlib.import_module("steps")
    assert expected in steps.what_to_do(output)


def test_a_mac_that_pytorch_has_nothing_for_is_told_so_before_anything_is_built(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(environment.VENV)
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    assert environment.provide(for_tests=False) == 1
    assert "PyTorch has no packages for an Intel processor on macOS" in capsys.readouterr().err
    assert not environment.VENV.exists()
