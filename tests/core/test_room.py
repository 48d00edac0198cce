from __future__ import annotations

import shutil
from pathlib import Path

import psutil
import pytest

from ulmfit_core.room import room_at

GB = 2**30
SECOND = {
    "memory.max": f"{GB}\n",
    "memory.current": f"{GB // 2}\n",
    "memory.stat": f"inactive_file {GB // 8}\nactive_file 7\n",
}
FIRST = {
    "memory/memory.limit_in_bytes": f"{GB}\n",
    "memory/memory.usage_in_bytes": f"{GB // 2}\n",
    "memory/memory.stat": f"inactive_file 7\ntotal_inactive_file {GB // 8}\n",
}


def container(folder: Path, facts: dict[str, str]) -> Path:
    """What the system tells a container about itself, there."""
    for name, text in facts.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    return folder


def test_a_folder_that_is_not_there_yet_is_on_the_disk_of_the_one_above(tmp_path: Path) -> None:
    room = room_at(tmp_path / "not" / "yet")
    assert abs(room.disk - shutil.disk_usage(tmp_path).free) < 1e9  # others write meanwhile
    assert 2**24 < room.all_memory < 2**50
    assert 0 <= room.memory <= room.all_memory


@pytest.mark.parametrize("facts", [SECOND, FIRST])
def test_a_container_has_what_it_may_take(tmp_path: Path, facts: dict[str, str]) -> None:
    room = room_at(tmp_path, container(tmp_path, facts))
    assert room.all_memory == GB
    assert room.memory == GB // 2 + GB // 8  # what is kept of files can be forgotten


@pytest.mark.parametrize("facts", [SECOND, FIRST])
def test_a_full_container_has_nothing_left(tmp_path: Path, facts: dict[str, str]) -> None:
    _, taken, _ = facts
    full = container(tmp_path, facts | {taken: f"{2 * GB}"})
    assert room_at(tmp_path, full).memory == 0


@pytest.mark.parametrize(
    "facts",
    [
        {},
        SECOND | {"memory.max": "max\n"},
        FIRST | {"memory/memory.limit_in_bytes": "9223372036854771712\n"},
    ],
)
def test_without_a_limit_there_is_the_computers(tmp_path: Path, facts: dict[str, str]) -> None:
    room = room_at(tmp_path, container(tmp_path, facts))
    assert room.all_memory == psutil.virtual_memory().total
    assert room.memory > GB // 8
