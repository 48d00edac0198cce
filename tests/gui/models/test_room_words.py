from __future__ import annotations

from app.models.room_words import room_words
from ulmfit_core.room import Room
from ulmfit_core.training.estimate import Estimate
from ulmfit_core.training.need import Need

GB = 10**9
NEED, EXPECTED = Need(disk=2 * GB, memory=3 * GB, weights=GB), Estimate(60.0, 3 * GB)


def test_memory_that_is_in_use_is_told_with_what_to_do() -> None:
    words = room_words(NEED, EXPECTED, Room(100 * GB, 2 * GB, 8 * GB))
    assert words.startswith("It takes 3.0 GB of memory, and 2.0 GB are free: close other programs")


def test_disk_and_memory_may_both_be_tight() -> None:
    words = room_words(NEED, EXPECTED, Room(GB, 2 * GB, 8 * GB))
    assert "2.0 GB on the project's disk, and 1.0 GB are free" in words
    assert "3.0 GB of memory" in words


def test_what_is_not_known_yet_is_not_said() -> None:
    assert room_words(None, None, Room(1, 1, 1)) == ""
    assert room_words(NEED, EXPECTED, Room(100 * GB, 100 * GB, 100 * GB)) == ""
