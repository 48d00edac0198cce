"""The archive and the Debian package of frozen programs; the freezing itself takes minutes."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="made for Linux and macOS here")


@pytest.fixture
def installer(repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    monkeypatch.syspath_prepend(repository / "packaging")
    module = importlib.import_module("installer")
    monkeypatch.setattr(importlib.import_module("steps"), "LOG", tmp_path / "log.txt")
    return module


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A folder as PyInstaller leaves it: one program with two names, and what it needs."""
    folder = tmp_path / "ulmfit-studio"
    (folder / "_internal").mkdir(parents=True)
    (folder / "_internal" / "data.bin").write_bytes(bytes(5000))
    program = folder / "ulmfit-studio"
    program.write_text('#!/bin/sh\necho "$0"\n')
    program.chmod(0o755)
    os.link(program, folder / "ulmfit")
    return folder


def test_an_unpacked_archive_runs_and_holds_its_program_once(
    installer: ModuleType, bundle: Path, tmp_path: Path
) -> None:
    made = installer.archive(bundle, tmp_path / "ulmfit-studio-1.0-linux")
    assert made.name == "ulmfit-studio-1.0-linux.tar.xz"
    with tarfile.open(made) as tar:
        tar.extractall(tmp_path / "there", filter="data")
    there = tmp_path / "there" / "ulmfit-studio"
    answer = subprocess.run([there / "ulmfit"], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == str(there / "ulmfit")
    assert (there / "ulmfit").samefile(there / "ulmfit-studio")


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("exit 3", "The frozen command failed"),
        ('[ "$1" ] && exit 0; echo no display >&2; exit 1', "The frozen window closed at once"),
    ],
)
def test_what_does_not_run_is_not_packed(
    installer: ModuleType, bundle: Path, script: str, sentence: str
) -> None:
    (bundle / "ulmfit").write_text(f"#!/bin/sh\n{script}\n")
    with pytest.raises(importlib.import_module("steps").SetupError, match=sentence):
        installer.try_out(bundle)


def test_nothing_of_this_python_helps_what_is_tried(
    installer: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PYTHONPATH", "/here")
    assert installer._bare_environment(tmp_path).keys() <= {"PATH", "HOME", "USERPROFILE"}


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="dpkg-deb is not installed")
def test_a_debian_package_installs_both_programs_and_a_menu_entry(
    installer: ModuleType, bundle: Path, tmp_path: Path
) -> None:
    made = installer.debian_package.build(bundle, tmp_path, "1.0")
    said = subprocess.run(["dpkg-deb", "-I", made], capture_output=True, text=True, check=True)
    assert " Version: 1.0\n" in said.stdout
    assert "libegl1, libfontconfig1" in said.stdout
    subprocess.run(["dpkg-deb", "-x", made, tmp_path / "root"], check=True)
    root = tmp_path / "root"
    assert (root / "usr/bin/ulmfit").samefile(root / "usr/lib/ulmfit-studio/ulmfit-studio")
    assert (
        "Exec=ulmfit-studio" in (root / "usr/share/applications/ulmfit-studio.desktop").read_text()
    )
    assert [path.name for path in tmp_path.glob("tmp*")] == []  # what it was laid out in


def test_on_macos_the_programs_inside_the_app_are_tried(
    installer: ModuleType, bundle: Path, tmp_path: Path
) -> None:
    app = tmp_path / installer.macos_bundle.BUNDLE
    (app / "Contents").mkdir(parents=True)
    (bundle / "ulmfit").write_text("#!/bin/sh\nexit 3\n")
    bundle.rename(app / "Contents" / "MacOS")
    with pytest.raises(importlib.import_module("steps").SetupError, match="MacOS/ulmfit train"):
        installer.try_out(app)
