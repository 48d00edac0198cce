"""What a training takes; the figures were measured (``du`` while it was at work)."""

from __future__ import annotations

from pathlib import Path

import pytest

from ulmfit_core.architecture import Architecture
from ulmfit_core.errors import InputError, StorageError
from ulmfit_core.room import Room
from ulmfit_core.training.need import (
    Need,
    check_room,
    is_disk_tight,
    is_memory_tight,
    need_of,
)
from ulmfit_core.training.presets import PRESETS

COMPACT, FULL = Architecture(8000, 256, 640, 3), Architecture(8000, 400, 1152, 3)
GB = 10**9
PLENTY = Room(100 * GB, 100 * GB, 100 * GB)
NEED = Need(disk=2 * GB, memory=4 * GB, weights=GB)


def of(preset: str, n_directions: int = 1, longest: int = 100, **both: object) -> Need:
    template = PRESETS[preset]
    settings = {} if template.is_instant else both
    return need_of(template, settings, both, [COMPACT] * n_directions, longest=longest)


def test_the_weights_are_counted() -> None:
    assert COMPACT.n_weights == 34_225_408 // 4  # bytes of en-compact in float32


@pytest.mark.parametrize(
    ("preset", "n_directions", "measured"),
    [("standard", 1, 430_426_116), ("thorough", 2, 844_380_400), ("quick", 1, 79_624_673)],
)
def test_a_disk_holds_every_run_and_the_model(
    preset: str, n_directions: int, measured: int
) -> None:
    assert of(preset, n_directions).disk == pytest.approx(measured, rel=0.05)


def test_directions_of_unlike_sizes_add_up_on_disk_and_take_turns_in_memory() -> None:
    alone, small, mixed = (
        need_of(PRESETS["thorough"], {}, {}, encoders, longest=100)
        for encoders in ([FULL], [COMPACT], [FULL, COMPACT])
    )
    assert max(alone.disk, small.disk) < mixed.disk < alone.disk + small.disk
    assert mixed.memory == alone.memory > small.memory


def test_memory_grows_with_the_batch_and_not_beyond_what_is_kept_of_it() -> None:
    small, usual, large = (of("standard", batch_size=n).memory for n in (8, 32, 128))
    assert small < usual < large
    short, long = (of("standard", longest=n).memory for n in (10, 300))
    assert short < usual < long
    assert of("standard", longest=100_000).memory < 3.5 * GB
    assert of("adapted").memory == pytest.approx(1.1 * GB, rel=0.2)  # as the probe measures


def test_a_graphics_card_has_memory_of_its_own() -> None:
    assert of("standard", device="cuda").memory < of("standard", batch_size=1).memory


def test_there_is_room() -> None:
    check_room(NEED, PLENTY, Path("here"))
    assert not is_disk_tight(NEED, PLENTY)
    assert not is_memory_tight(NEED.memory, PLENTY)


def test_a_container_that_is_full_has_none_left() -> None:
    assert is_memory_tight(NEED.memory, Room(100 * GB, 0, 100 * GB))


def test_what_is_tight_is_no_reason_to_refuse() -> None:
    tight = Room(2 * GB, 3 * GB, 100 * GB)
    check_room(NEED, tight, Path("here"))
    assert is_disk_tight(NEED, tight)
    assert is_memory_tight(NEED.memory, tight)


def test_a_full_disk_is_told_before_the_start() -> None:
    with pytest.raises(StorageError, match=r"takes 2\.0 GB on disk .* 1\.0 GB are free in here"):
        check_room(NEED, Room(GB, 100 * GB, 100 * GB), Path("here"))


def test_a_network_that_no_memory_could_hold_is_refused() -> None:
    with pytest.raises(InputError, match=r"takes 1\.0 GB of memory .* computer has 0\.5 GB"):
        check_room(NEED, Room(100 * GB, GB // 4, GB // 2), Path("here"))
