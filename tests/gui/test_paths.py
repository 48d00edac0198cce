from __future__ import annotations

from pathlib import Path

import pytest

from app.paths import free_folder, place_words


def test_a_place_at_home_is_said_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert place_words(tmp_path / "Documents" / "Mail") == str(Path("~", "Documents", "Mail"))
    assert place_words(tmp_path.parent) == str(tmp_path.parent)


@pytest.mark.parametrize("letter", ["x", "字", "😀"])
def test_a_long_name_makes_a_folder_in_any_script(tmp_path: Path, letter: str) -> None:
    free_folder(letter * 300, tmp_path).mkdir()
    again = free_folder(letter * 300, tmp_path)
    again.mkdir()
    assert again.name == f"{letter * (200 // len(letter.encode()))} 2"


def test_a_place_where_nobody_may_look_counts_as_free(tmp_path: Path) -> None:
    place = tmp_path / ("n" * 300)  # the system refuses to look, as in someone else's folder
    assert free_folder("Mail", place) == place / "Mail"


@pytest.mark.parametrize("name", ["con", "Aux", "nul.txt", "COM1"])
def test_a_name_that_windows_gives_to_a_device_is_none_of_a_folder(
    tmp_path: Path, name: str
) -> None:
    assert free_folder(name, tmp_path).name == f"_{name}"
    assert free_folder(f"my {name}", tmp_path).name == f"my {name}"
