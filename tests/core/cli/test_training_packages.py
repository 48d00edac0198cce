from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.cli.conftest import Ulmfit
from ulmfit_core.training import packages


@pytest.mark.parametrize("command", [["train", "x.csv", "--out", "m"], ["pretrain", "--out", "d"]])
def test_bare_installation_says_what_it_lacks(
    ulmfit: Ulmfit, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.setattr(packages, "_NEEDED", ("json", "no_such_library"))
    said = ulmfit(*command)
    assert said.status == 2
    assert "it lacks no_such_library" in said.err
    assert "ulmfit-studio[train]" in said.err


def test_bare_installation_tells_about_a_model(
    ulmfit: Ulmfit, monkeypatch: pytest.MonkeyPatch, model: Path
) -> None:
    monkeypatch.setattr(packages, "_NEEDED", ("no_such_library",))
    assert ulmfit("info", model).status == 0
