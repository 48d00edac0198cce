"""What PyInstaller is asked for on each system; the freezing itself takes minutes."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest


class Freezer:
    """In place of PyInstaller: writes down what is asked of it, and lays out what comes next."""

    def __init__(self, folder: Path) -> None:
        self.programs: dict[str, bool] = {}  # with a console
        self.bundles: list[dict[str, Any]] = []
        self._folder = folder

    def names(self, specpath: Path) -> dict[str, Any]:
        analysis = SimpleNamespace(binaries=[], datas=[], pure=[], scripts=[])
        return {
            **{"SPECPATH": str(specpath), "DISTPATH": str(self._folder)},
            **{"workpath": str(self._folder / "work"), "PYZ": lambda pure: pure},
            **{"Analysis": lambda *_, **__: analysis, "EXE": self._program},
            **{"COLLECT": self._collect, "BUNDLE": self._bundle},
        }

    def _program(self, *_: object, name: str, console: bool, **__: object) -> str:
        self.programs[name] = console
        return name

    def _collect(self, *_: object, name: str) -> str:
        (self._folder / name).mkdir()
        (self._folder / name / name).touch()
        return name

    def _bundle(self, collected: str, **told: Any) -> None:
        self.bundles.append(told)


def frozen_on(
    system: str, repository: Path, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> Freezer:
    hooks = ModuleType("PyInstaller.utils.hooks")
    hooks.collect_submodules = hooks.copy_metadata = lambda name: []  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "PyInstaller.utils.hooks", hooks)
    monkeypatch.syspath_prepend(repository / "packaging")
    monkeypatch.setattr(sys, "platform", system)
    freezer, spec = Freezer(folder), repository / "packaging" / "frozen" / "bundle.spec"
    exec(compile(spec.read_text(encoding="utf-8"), str(spec), "exec"), freezer.names(spec.parent))
    return freezer


def test_macos_gets_an_app_that_is_seen_and_a_command_inside(
    repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    freezer = frozen_on("darwin", repository, monkeypatch, tmp_path)
    assert freezer.programs == {"ulmfit-studio": False, "ulmfit": True}
    (asked,) = freezer.bundles
    told = asked["info_plist"]
    assert asked["name"] == "ULMFiT Studio.app"
    assert Path(asked["icon"]).read_bytes().startswith(b"icns")
    # Of two programs PyInstaller takes the first by its name, and the console of the last.
    assert (told["CFBundleExecutable"], told["LSBackgroundOnly"]) == ("ulmfit-studio", False)
    assert told["NSHighResolutionCapable"]
    assert told["CFBundleLocalizations"] == ["en", "de"]  # else macOS calls its language English
    (texts,) = told["CFBundleDocumentTypes"]
    assert "public.folder" in texts["LSItemContentTypes"]


def test_elsewhere_there_is_no_such_thing(
    repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    freezer = frozen_on("linux", repository, monkeypatch, tmp_path)
    assert freezer.programs == {"ulmfit-studio": True}
    assert freezer.bundles == []
    assert (tmp_path / "ulmfit-studio" / "ulmfit").exists()


def test_libraries_imported_by_name_come_along(repository: Path) -> None:
    sources = [path.read_text(encoding="utf-8") for path in repository.glob("ulmfit_core/**/*.py")]
    needed = {name for text in sources for name in re.findall(r'\brequire\("([\w.]+)"', text)}
    spec = (repository / "packaging" / "frozen" / "bundle.spec").read_text(encoding="utf-8")
    listed = re.search(r"^MET_LATER = \[(.*?)\]", spec, re.MULTILINE | re.DOTALL)
    assert needed
    assert listed
    assert needed <= set(re.findall(r'"(.*?)"', listed[1]))
