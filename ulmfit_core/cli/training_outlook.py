"""What ``ulmfit train`` says before it begins: its plan, and whether there is room for it."""

from __future__ import annotations

from ulmfit_core.cli.counting import count
from ulmfit_core.cli.screen import Screen
from ulmfit_core.room import room_at
from ulmfit_core.training.need import is_disk_tight, is_memory_tight
from ulmfit_core.training.pipeline import Pipeline
from ulmfit_core.training.presets import STANDARD, suited_preset
from ulmfit_core.training.start import NO_BASE, is_model, look_at_start
from ulmfit_core.training.train_request import TrainRequest

_GB = 1e9


def tell_plan(pipeline: Pipeline, screen: Screen) -> None:
    """The texts, the recipe and the base, and what speaks for others."""
    request, data = pipeline.request, pipeline.data
    counts = f"{count(len(data.train), 'text')} to learn from, {len(data.valid):,} held out"
    more = f", {len(request.unlabelled):,} more to read" if request.unlabelled else ""
    screen.note(
        f"{counts}{more}; {len(data.labels)} labels; preset {request.preset.name}, "
        f"{'from scratch' if request.base == NO_BASE else f'base {request.base}'}."
    )
    if request.base != NO_BASE and look_at_start(request.base).tokenizer.spells_out(request.texts):
        screen.note(
            f"The base {request.base} was not made for the script of these texts: it takes them "
            "for strings of bytes, and quick goes by words alone. A base of their language would "
            "serve them (ulmfit pretrain).",
            "yellow",
        )
    if _has_better(request, len(data.train), len(data.labels)):
        screen.note(
            "From so few labels --preset adapted learns more on the whole, and in less time.",
            "yellow",
        )
    missing = [d for d in request.preset.directions if d not in pipeline.directions]
    if missing:
        screen.note(
            f"The base {request.base} has no {missing[0]} twin: "
            f"training {pipeline.directions[0]} only.",
            "yellow",
        )


def tell_room(pipeline: Pipeline, screen: Screen) -> None:
    """What may not suffice; what surely does not is refused."""
    need, room = pipeline.need, room_at(pipeline.folder)
    pipeline.check_room(room)
    if is_disk_tight(need, room):
        screen.note(
            f"The disk is tight: at work this takes {need.disk / _GB:.1f} GB, and "
            f"{room.disk / _GB:.1f} GB are free. Free some space meanwhile.",
            "yellow",
        )
    if is_memory_tight(need.memory, room):
        screen.note(
            f"Memory is tight: this takes up to {need.memory / _GB:.1f} GB, and "
            f"{room.memory / _GB:.1f} GB are free. Close other programs, or lower batch_size and "
            "batch_tokens (--set, --lm-set).",
            "yellow",
        )


def _has_better(request: TrainRequest, n_labelled: int, n_labels: int) -> bool:
    """Whether another recipe suits so few labels better than the full one."""
    has_base = request.base != NO_BASE and not is_model(request.base)
    is_full = request.preset == STANDARD and not request.overrides
    return has_base and is_full and suited_preset(n_labelled, n_labels) is not STANDARD
