from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux lacks what Qt needs")


@pytest.fixture
def libraries(repository: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module on a machine that lacks one library and asks a password for installing it."""
    monkeypatch.syspath_prepend(repository / "packaging")
    module = importlib.import_module("system_libraries")
    monkeypatch.setattr(module, "QT_LIBRARIES", {"libc.so.6": "libc6", "libno.so.9": "libno9"})
    monkeypatch.setattr(module, "_privilege", lambda: None)
    return module


def test_prints_the_exact_line(
    libraries: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(libraries.shutil, "which", lambda name: f"/usr/bin/{name}")
    libraries.provide_for_windows()
    said = capsys.readouterr().err
    assert "sudo apt-get install -y --no-install-recommends libno9\n" in said


def test_names_the_packages_where_there_is_no_apt(
    libraries: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(libraries.shutil, "which", lambda name: None)
    libraries.provide_for_windows()
    libraries.provide_for_tests()
    said = capsys.readouterr().err
    assert "Debian packages: libno9\n" in said
    assert "Debian packages: xvfb xauth xdotool dbus at-spi2-core\n" in said


def test_is_silent_when_nothing_is_missing(
    libraries: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(libraries, "QT_LIBRARIES", {"libc.so.6": "libc6"})
    monkeypatch.setattr(libraries.shutil, "which", lambda name: f"/usr/bin/{name}")
    libraries.provide_for_windows()
    libraries.provide_for_tests()
    assert capsys.readouterr() == ("", "")
