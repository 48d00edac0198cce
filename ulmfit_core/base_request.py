"""What base model is wanted, and whether it can be; torch-free."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from ulmfit_core.architecture import Architecture
from ulmfit_core.base_models import FoundBase, forward_of, list_bases
from ulmfit_core.errors import InputError, StorageError
from ulmfit_core.export.bundle_config import (
    NO_BASE,
)
from ulmfit_core.pretraining_corpus import CorpusSources
from ulmfit_core.room import room_at
from ulmfit_core.training.pretrain_job import PretrainJob

LEAST_HOURS, MOST_HOURS = 0.01, 1000.0
LONGEST_NAME = 60  # characters: with the twin's ending a folder's name of 255 bytes at most
_NO_NAME = re.compile(r'\s*|\..*|.*[<>:"/\\|?*\x00-\x1f].*|.*(\.|\.ulmfit)|none', re.IGNORECASE)
# A text is as good as new four times (Muennighoff et al. 2023); read 25 times it was learnt by
# heart without dropout (tests/benchmarks/RESULTS.md, "Recipes").
_DROPOUT, _NEW = 0.5, 4
_CHECKPOINTS = 36  # bytes a weight: itself and two moments, trunk, cool-down and the one before
_EVALUATE_TOKENS = 250_000  # it takes no more than a twentieth of the time anyhow


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """What to build. ``begin`` is a base whose layers it begins with, under a vocabulary of its
    own; a ``twin`` keeps that base's vocabulary, reads backward, and is called after it."""

    name: str
    paths: tuple[str, ...]  # files and folders of text
    minutes: float
    begin: str = NO_BASE
    twin: bool = False
    vocab_size: int = 8000
    text_columns: tuple[str, ...] = ("text",)  # of those paths that are tables


def check_name(name: str, folder: Path) -> None:
    """Raises InputError for one that cannot be, or is taken."""
    if _NO_NAME.fullmatch(name):
        raise InputError(
            f"{name!r} cannot be the name of a base model.",
            'Leave out <>:"/\\|?*, dots at either end, and .ulmfit.',
        )
    if len(forward_of(name)) > LONGEST_NAME:
        raise InputError(
            f"The name of a base model has {LONGEST_NAME} characters at most.",
            "Choose a shorter name.",
        )
    if folder.exists() or any(base.name == name for base in list_bases()):
        raise InputError(f"There is a base model {name} already.", "Choose another name.")


def check_room(job: PretrainJob, vocab_size: int, folder: Path) -> None:
    """Raises StorageError where it would surely not come to its end."""
    sizes = Architecture(vocab_size, job.embedding_size, job.hidden_size, job.n_layers)
    needed, free = _CHECKPOINTS * sizes.n_weights, room_at(folder).disk
    if free < needed:
        raise StorageError(
            f"This base model takes {needed / 1e9:,.1f} GB on disk while it is made, and "
            f"{free / 1e9:,.1f} GB are free in {folder.parent}; nothing was begun.",
            "Free some space first.",
        )


def job_of(request: BuildRequest, name: str, begin: FoundBase | None, folder: Path) -> PretrainJob:
    """What is to be done in ``folder``."""
    job = PretrainJob(
        run_dir=str(folder),
        corpus_dir=str(folder / "corpus"),
        name=name,
        minutes=request.minutes,
        backward=request.twin,
        evaluate_tokens=_EVALUATE_TOKENS,
        dropout=_DROPOUT,
        dropout_after=_NEW,
    )
    if begin is None:
        return job
    sizes = begin.architecture
    return replace(
        job,
        start_from=str(begin.folder),
        new_vocabulary=not request.twin,
        embedding_size=sizes.embedding_size,
        hidden_size=sizes.hidden_size,
        n_layers=sizes.n_layers,
    )


def sources_of(request: BuildRequest, begin: FoundBase | None) -> CorpusSources:
    """What is to be read."""
    own = str(begin.folder / "tokenizer.model") if begin and request.twin else ""
    return CorpusSources(
        request.paths, request.text_columns, vocab_size=request.vocab_size, tokenizer=own
    )
