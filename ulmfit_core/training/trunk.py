"""The checkpoints of a pretraining in its run's folder, as far as they are files; torch-free."""

from __future__ import annotations

import shutil
from pathlib import Path

from ulmfit_core.training.run_folder import RunFolder, RunState

TRUNK = "trunk"  # before the rate falls
COOLDOWN = "cooldown"  # while it falls


def clear_cooldown(folder: Path) -> None:
    """Clear a cool-down away; the trunk stays, to be taken up again."""
    for leftover in folder.glob(f"{COOLDOWN}*"):
        shutil.rmtree(leftover, ignore_errors=True)


def reopen_trunk(run: RunFolder) -> None:
    """Let a finished pretraining go on from its trunk, also where a kill came before its cool-down
    was cleared away; else do nothing. Raises StorageError."""
    if run.state is RunState.FINISHED:
        clear_cooldown(run.path)
    run.reopen()
