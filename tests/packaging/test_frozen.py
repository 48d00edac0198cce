"""What both programs of a bundle run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def frozen(repository: Path) -> ModuleType:
    """``packaging/frozen/main.py``, which is no module of a package."""
    module = ModuleType("frozen_main")
    path = repository / "packaging" / "frozen" / "main.py"
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), module.__dict__)
    return module


@pytest.mark.parametrize(
    ("arguments", "module", "left"),
    [
        (
            ["-P", "-m", "ulmfit_core.worker", "--grace", "1"],
            "ulmfit_core.worker",
            ["--grace", "1"],
        ),
        (["-m", "ulmfit_core.demo"], "ulmfit_core.demo", []),
        (["predict", "-m", "ulmfit_core.demo"], None, ["predict", "-m", "ulmfit_core.demo"]),
        (["-m", "http.server"], None, ["-m", "http.server"]),
        (["-m"], None, ["-m"]),
        ([], None, []),
    ],
)
def test_a_module_of_ours_is_run_as_python_would(
    frozen: ModuleType, arguments: list[str], module: str | None, left: list[str]
) -> None:
    given = ["program", *arguments]
    assert frozen.taken_module(given) == module
    assert given == ["program", *left]


@pytest.mark.parametrize("before", [None, "/opt/theirs"])
def test_programs_of_the_system_do_not_load_our_libraries(
    frozen: ModuleType, before: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/bundle/_internal")
    monkeypatch.delenv("LD_LIBRARY_PATH_ORIG", raising=False)
    if before is not None:
        monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", before)
    frozen._give_back_library_path()
    assert os.environ.get("LD_LIBRARY_PATH") == before


def test_a_child_process_starts_as_from_python(repository: Path) -> None:
    entry = repository / "packaging" / "frozen" / "main.py"
    command = [sys.executable, entry, "-P", "-m", "ulmfit_core.worker", "--help"]
    environment = os.environ | {"PYTHONPATH": str(repository)}
    answer = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert answer.returncode == 0, answer.stderr
    assert "--registry" in answer.stdout
