"""The folder that a pretraining is to work in, looked at before anything is written there."""

from __future__ import annotations

import os
from pathlib import Path

from ulmfit_core.cli.pretraining_run import leads
from ulmfit_core.errors import InputError
from ulmfit_core.pretraining_corpus import is_foreign
from ulmfit_core.training.run_folder import RunFolder
from ulmfit_core.training.trunk import COOLDOWN, TRUNK

_REPLACED = ("base", TRUNK, COOLDOWN, "events.jsonl", "summary.json")  # where they are there


def check_place(out: Path, *, resume: bool) -> None:
    """Raises InputError for a file that stands where a folder is to be, and for what a new run
    would write over."""
    for place in (*reversed(out.parents), out, out / "corpus", out / "base"):
        if os.path.lexists(place) and not place.is_dir():
            raise InputError(
                f"{place} is a file; the pretraining needs a folder there.",
                "Give another folder with --out.",
            )
    if not resume and leads() and not RunFolder(out).job_path.exists():
        _check_unused(out)


def _check_unused(out: Path) -> None:
    found = [out / name for name in _REPLACED if os.path.lexists(out / name)]
    if is_foreign(out / "corpus"):
        found.append(out / "corpus")
    if found:
        raise InputError(
            f"{found[0]} is already there; it was left as it is.",
            "Give another folder with --out.",
        )
