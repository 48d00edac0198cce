from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.preferences import MOST_RECENT, Preferences, PreferenceValues
from ulmfit_core.errors import StorageError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "preferences.json"


def test_nothing_is_written_before_anything_is_chosen(path: Path) -> None:
    assert Preferences(path).values == PreferenceValues()
    assert not path.exists()


def test_a_change_is_on_disk_when_it_is_heard_of(path: Path) -> None:
    preferences = Preferences(path)
    heard: list[str] = []
    preferences.changed.connect(lambda: heard.append(json.loads(path.read_text())["theme"]))
    preferences.update(theme="dark")
    preferences.update(theme="dark")
    assert heard == ["dark"]
    assert Preferences(path).values.theme == "dark"


@pytest.mark.parametrize("text", ["", "{", "[]", "\x00", '{"theme": "pink", "text_size": "big"}'])
def test_a_damaged_file_costs_nothing_but_itself(path: Path, text: str) -> None:
    path.parent.mkdir()
    path.write_text(text)
    assert Preferences(path).values == PreferenceValues()


def test_good_fields_of_a_half_damaged_file_hold(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('{"theme": "dark", "text_size": -3, "recent": ["/a", 5], "names": [], "x": 1}')
    assert Preferences(path).values == PreferenceValues(theme="dark")


@pytest.mark.parametrize("change", [{"theme": "pink"}, {"text_size": 99}, {"gentle": "yes"}])
def test_a_wrong_value_is_refused(path: Path, change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="not a preference"):
        Preferences(path).update(**change)
    assert not path.exists()


def test_a_refused_file_is_said_and_the_choice_holds_for_now(path: Path) -> None:
    preferences = Preferences(path)
    heard: list[str] = []
    preferences.changed.connect(lambda: heard.append(preferences.values.theme))
    path.mkdir(parents=True)
    with pytest.raises(StorageError):
        preferences.update(theme="dark")
    assert heard == ["dark"]


def test_a_folder_that_cannot_be_made_is_said(path: Path) -> None:
    path.parent.write_text("a file where the folder should be")
    with pytest.raises(StorageError, match="cannot be made"):
        Preferences(path).update(theme="dark")


def test_recent_projects_come_newest_first_and_once(path: Path) -> None:
    preferences = Preferences(path)
    for name in ("a", "b", "a"):
        preferences.remember(Path("/projects") / name)
    a, b = Path("/projects/a"), Path("/projects/b")
    assert preferences.values.recent == (str(a), str(b))
    preferences.forget(a)
    assert Preferences(path).values.recent == (str(b),)


def test_a_recent_project_has_the_name_that_it_was_given(path: Path) -> None:
    preferences = Preferences(path)
    preferences.remember(Path("/projects/a -b-"), "a <b>")
    preferences.remember(Path("/projects/c"))
    again = Preferences(path)
    assert again.recent() == {Path("/projects/c"): "c", Path("/projects/a -b-"): "a <b>"}
    again.forget(Path("/projects/a -b-"))
    assert "<b>" not in path.read_text()


def test_recent_projects_do_not_grow_without_end(path: Path) -> None:
    preferences = Preferences(path)
    for number in range(MOST_RECENT + 5):
        preferences.remember(Path(f"/{number}"))
    assert len(preferences.values.recent) == MOST_RECENT
    assert preferences.values.recent[0] == str(Path(f"/{MOST_RECENT + 4}"))
