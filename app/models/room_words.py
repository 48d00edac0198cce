"""Whether disk and memory have room for a training, as the page Train says it before the start."""

from __future__ import annotations

from app.models.estimate_words import memory_words
from app.translation import tr
from ulmfit_core.room import Room
from ulmfit_core.training.estimate import Estimate
from ulmfit_core.training.need import Need, is_disk_tight, is_memory_tight


def room_words(need: Need | None, expected: Estimate | None, room: Room) -> str:
    """What may not suffice and what to do; "" where there is enough, or nothing is known yet."""
    said = []
    if need is not None and is_disk_tight(need, room):
        said.append(
            tr(
                "While at work this takes {needed} on the project's disk, and {free} are free: "
                "free some space first, or move the project to another disk.",
                needed=memory_words(need.disk),
                free=memory_words(room.disk),
            )
        )
    if expected is not None and is_memory_tight(expected.memory, room):
        said.append(
            tr(
                "It takes {needed} of memory, and {free} are free: close other programs, or lower "
                "batch_size in the advanced settings.",
                needed=memory_words(expected.memory),
                free=memory_words(room.memory),
            )
        )
    return " ".join(said)
