"""The language model that has read a project's texts, kept for its suggestions; torch-free."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from ulmfit_core.corpus.atomic import replacing_folder

CACHE = "cache"  # the project's folder for what can be made again
_READER = "language-model"  # in the cache: without it the base model reads, as before
_FILES = ("config.json", "tokenizer.model", "weights.safetensors")


def keep_reader(language_model: Path, cache: Path) -> None:
    """Have the texts read by this one from now on. Where it cannot be kept, nothing changes: a
    training that is done does not fail for it."""
    with suppress(OSError), replacing_folder(cache / _READER) as partial:
        for name in _FILES:
            shutil.copyfile(language_model / name, partial / name)


def kept_reader(cache: Path) -> Path | None:
    """Its folder; None while no training has left one."""
    kept = cache / _READER
    return kept if all((kept / name).is_file() for name in _FILES) else None


def reader_stamp(folder: Path) -> tuple[str, int]:
    """What changes when another language model takes its place."""
    changed = 0
    with suppress(OSError):
        changed = (folder / "weights.safetensors").stat().st_mtime_ns
    return str(folder), changed
