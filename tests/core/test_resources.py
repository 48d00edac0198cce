from __future__ import annotations

from pathlib import Path

import pytest

from ulmfit_core import resources


def test_checkout_has_them_beside_the_package(repository: Path) -> None:
    assert resources.resource_path("README.md") == repository / "resources" / "README.md"
    assert resources.resource_path("README.md").is_file()


def test_wheel_has_them_inside_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "_BUNDLED", tmp_path)
    assert resources.resource_path("pretrained", "x") == tmp_path / "pretrained" / "x"
