from __future__ import annotations

import shutil
from pathlib import Path

from ulmfit_core.room import room_at


def test_a_folder_that_is_not_there_yet_is_on_the_disk_of_the_one_above(tmp_path: Path) -> None:
    room = room_at(tmp_path / "not" / "yet")
    assert abs(room.disk - shutil.disk_usage(tmp_path).free) < 1e9  # others write meanwhile
    assert 2**30 < room.all_memory < 2**50
    assert 0 <= room.memory <= room.all_memory
