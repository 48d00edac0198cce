"""What a training takes of disk and memory, and whether there is room; torch-free.

A weight is a float32. An optimiser keeps two moments of each, a run the best ones besides; a
checkpoint holds all four and is written beside the one before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ulmfit_core.architecture import Architecture
from ulmfit_core.errors import InputError, StorageError
from ulmfit_core.room import Room
from ulmfit_core.training.finetune_jobs import ClassifierJob, InstantHeadJob, LanguageModelJob
from ulmfit_core.training.presets import Preset

SCRATCH_VOCABULARY = 8000  # of what begins with nothing
# Bytes a weight
_CHECKPOINT = 16
_FINISHED = 20  # of a run: its last checkpoint, and what came of it
_AT_WORK = 20  # a checkpoint's, and the gradient
_MODEL_FILE = 9.3  # itself, a graph in float32 and one in 8 bits
# Measured on two cores: torch itself, and what the gradient needs of a layer's unit at one token.
_TORCH, _UNIT = 500_000_000, 100
_KEPT = 2 * 2**30  # of a classifier's activations at most; the others are computed again
_SURELY_NOT = 0.9  # of what is needed
_TIGHT = 1.2
_GB = 1e9

Trained = LanguageModelJob | ClassifierJob


@dataclass(frozen=True, slots=True)
class Need:
    """Bytes at the fullest."""

    disk: int
    memory: int  # beside a graphics card's own
    weights: int  # of that memory, whatever the batch


def need_of(
    preset: Preset,
    settings: Mapping[str, Any],
    lm_settings: Mapping[str, Any],
    encoders: Sequence[Architecture],
    *,
    longest: int,
) -> Need:
    """What ``preset`` with these settings changed takes, one of these ``encoders`` after another.

    ``longest``: tokens of the longest labelled text.
    """
    jobs = _trained(preset, settings, lm_settings)
    weights = [sizes.n_weights for sizes in encoders]
    replaced = max(weights) * (2 * _CHECKPOINT - _FINISHED) if jobs else 0
    here = [job for job in jobs if job.device == "cpu"]
    held = max(weights) * (_AT_WORK if here else _CHECKPOINT)
    steps = [_activations(job, sizes, longest) for job in here for sizes in encoders]
    disk = sum(weights) * len(jobs) * _FINISHED + max(replaced, sum(weights) * _MODEL_FILE)
    return Need(int(disk), _TORCH + held + max(steps, default=0), held)


def scratch_sizes(
    preset: Preset, settings: Mapping[str, Any], lm_settings: Mapping[str, Any]
) -> Architecture:
    """Those of a network that begins with nothing: its first job's."""
    job = _trained(preset, settings, lm_settings)[0]
    return Architecture(SCRATCH_VOCABULARY, job.embedding_size, job.hidden_size, job.n_layers)


def check_room(need: Need, room: Room, folder: Path) -> None:
    """Raises InputError or StorageError where a training would surely not come to its end."""
    if room.all_memory < need.weights:
        raise InputError(
            f"A network of this size takes {need.weights / _GB:,.1f} GB of memory to train; this "
            f"computer has {room.all_memory / _GB:,.1f} GB.",
            "Choose a smaller base model; from scratch a smaller hidden_size, embedding_size or "
            "n_layers.",
        )
    if room.disk < _SURELY_NOT * need.disk:
        raise StorageError(
            f"This training takes {need.disk / _GB:,.1f} GB on disk while it is at work, and "
            f"{room.disk / _GB:,.1f} GB are free in {folder}; nothing was begun.",
            "Free some space, or work in a folder on another disk.",
        )


def is_disk_tight(need: Need, room: Room) -> bool:
    """Whether a training would leave next to nothing."""
    return room.disk < _TIGHT * need.disk


def is_memory_tight(needed: int, room: Room) -> bool:
    """Whether ``needed`` bytes are more than is free at the moment."""
    return room.memory < needed


def _trained(
    preset: Preset, settings: Mapping[str, Any], lm_settings: Mapping[str, Any]
) -> list[Trained]:
    """The jobs that train a network step by step."""
    jobs: list[Trained] = []
    if preset.language_model is not None:
        jobs.append(replace(preset.language_model, **lm_settings))
    if not isinstance(preset.classifier, InstantHeadJob):
        jobs.append(replace(preset.classifier, **settings))
    return jobs


def _activations(job: Trained, sizes: Architecture, longest: int) -> int:
    """What the gradient of one update needs."""
    a_token = _UNIT * sum(own for _, own in sizes.layer_sizes) // job.batch_parts
    if isinstance(job, LanguageModelJob):
        return job.batch_size * job.bptt * a_token
    tokens = min(job.batch_tokens, job.batch_size * longest)
    chunk = min(tokens, job.batch_size * job.bptt)
    return chunk * a_token + min(tokens * a_token, _KEPT)
