from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.core.cli.conftest import Ulmfit


def test_model(ulmfit: Ulmfit, model: Path) -> None:
    record = ulmfit("info", model, "--json").record
    assert record["kind"] == "model"
    assert record["labels"] == ["place", "person", "thing"]
    assert "golden" not in record
    assert "place, person, thing" in ulmfit("info", model).out


def test_base(ulmfit: Ulmfit, base: Path) -> None:
    record = ulmfit("info", base, "--json").record
    assert record["kind"] == "base"
    assert record["name"] == "tiny"
    assert record["architecture"]["hidden_size"] == 12
    said = ulmfit("info", base)
    assert "forward" in said.out
    assert "4.2" in said.out


def test_base_within_a_pretraining(ulmfit: Ulmfit, base: Path, tmp_path: Path) -> None:
    shutil.copytree(base, tmp_path / "run" / "base")
    assert ulmfit("info", tmp_path / "run", "--json").record["name"] == "tiny"


def test_installed_bases(ulmfit: Ulmfit, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ULMFIT_BASES", str(base.parent))
    bases = ulmfit("info", "--json").record["bases"]
    assert "tiny" in [b["name"] for b in bases]
    assert ulmfit("info", "tiny", "--json").record["path"] == str(base)


@pytest.mark.parametrize("name", ["nothing", "nothing.ulmfit"])
def test_nothing_there(ulmfit: Ulmfit, name: str) -> None:
    said = ulmfit("info", name)
    assert said.status == 2
    assert "There is no" in said.err


def test_foreign_folder(ulmfit: Ulmfit, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    said = ulmfit("info", tmp_path)
    assert said.status == 2
    assert "not a base model this version can read" in said.err
