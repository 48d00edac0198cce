"""Which build of torch is fetched: on Linux without an NVIDIA card not the one of 3 GB."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is one build")


@pytest.fixture
def torch_build(repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    monkeypatch.syspath_prepend(repository / "packaging")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("ULMFIT_TORCH", raising=False)
    return importlib.import_module("torch_build")


@pytest.mark.parametrize(
    ("tool", "wants_cpu"),
    [
        ("", True),
        ('echo "GPU 0: NVIDIA H100 (UUID: GPU-1)"', False),
        ("echo No devices were found", True),
        ('echo "GPU 0: NVIDIA H100"; exit 9', True),  # its driver does not answer
    ],
)
def test_a_card_that_works_wants_the_large_build(
    torch_build: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    tool: str,
    wants_cpu: bool,
) -> None:
    program = tmp_path / "nvidia-smi"
    program.write_text(f"#!/bin/sh\n{tool}\n")
    program.chmod(0o755 if tool else 0o644)
    assert torch_build.wants_cpu_build() is wants_cpu
    monkeypatch.setenv("ULMFIT_TORCH", "default")
    assert not torch_build.wants_cpu_build()


def test_the_version_is_the_pinned_one(torch_build: ModuleType) -> None:
    pinned = torch_build.pinned("torch")
    assert f"torch=={pinned}\n" in torch_build.CONSTRAINTS.read_text(encoding="utf-8")
    with pytest.raises(importlib.import_module("steps").SetupError, match="no version of torc"):
        torch_build.pinned("torc")
