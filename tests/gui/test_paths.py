from __future__ import annotations

from pathlib import Path

import pytest

from app.paths import place_words


def test_a_place_at_home_is_said_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert place_words(tmp_path / "Documents" / "Mail") == str(Path("~", "Documents", "Mail"))
    assert place_words(tmp_path.parent) == str(tmp_path.parent)
