"""What is kept of a finished training's stages: how they went; torch-free."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from ulmfit_core.errors import UlmfitError
from ulmfit_core.training.run_folder import RunFolder, RunState

TEXTS = "texts.jsonl"  # below ``checkpoint/``, until all the rest has gone
_KEPT = {"job.json", "events.jsonl", "summary.json", "log.txt"}  # of a stage, once all is done


def drop_leftovers(training: RunFolder) -> None:
    """Keep of the stages what tells how they went; weights and texts are in the model or the
    project."""
    for path in _below(training, "*/*"):
        if not RunFolder(path).events_path.is_file():
            _remove(path)
    for path in _below(training, "*/*/*"):
        if path.name not in _KEPT:
            _remove(path)
    for path in _below(training, TEXTS):
        path.unlink(missing_ok=True)


def drop_all_leftovers(runs: Path) -> None:
    """Do so for the finished trainings in ``runs`` that were killed before they had; one that is
    damaged or may not be changed stays as it is."""
    for texts in runs.glob(f"*/checkpoint/{TEXTS}"):
        with suppress(UlmfitError, OSError):
            training = RunFolder.open(texts.parents[1])
            if training.state is RunState.FINISHED:
                drop_leftovers(training)


def _below(training: RunFolder, pattern: str) -> list[Path]:
    """What matches below ``checkpoint/``; not through a link, as a stranger's project may have
    one to anywhere."""
    own = training.path.resolve()
    found = sorted(training.checkpoint_path.glob(pattern))
    return [path for path in found if path.parent.resolve().is_relative_to(own)]


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
