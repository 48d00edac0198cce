"""The checkpoints of a pretraining: one of the trunk, and one of a cool-down that was begun."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import torch
from torch import Tensor

from ulmfit_core.modules.awd_lstm import State
from ulmfit_core.modules.language_model import LanguageModel
from ulmfit_core.training.checkpoint import (
    extra_tensors,
    load_checkpoint,
    newest,
    save_checkpoint,
)
from ulmfit_core.training.events import CheckpointSaved
from ulmfit_core.training.pretrain_job import PretrainJob
from ulmfit_core.training.pretrain_pace import Progress
from ulmfit_core.training.trunk import COOLDOWN, TRUNK
from ulmfit_core.training.world import World


class PretrainCheckpoints:
    """Of one model; a cool-down that was begun goes before the trunk."""

    def __init__(
        self,
        job: PretrainJob,
        world: World,
        model: LanguageModel,
        optimizer: torch.optim.Optimizer,
    ) -> None:
        self._job, self._world = job, world
        self._model, self._optimizer = model, optimizer
        self._folder = Path(job.run_dir)

    def load(self) -> Progress:
        """Where the pretraining stands, its weights loaded; the beginning where none was saved."""
        folder = self._newest()
        if folder is None:
            return Progress()
        facts = load_checkpoint(folder, self._model, self._optimizer)
        return Progress(**facts["progress"])

    def state(self) -> State | None:
        """What the layers remember of this process's streams; None where none was saved."""
        folder = self._newest()
        if folder is None:
            return None
        saved = extra_tensors(folder)

        def share(name: str) -> Tensor:
            return self._world.share_rows(saved[name]).to(self._job.device)

        return [(share(f"h.{i}"), share(f"c.{i}")) for i in range(self._job.n_layers)]

    def save(self, progress: Progress, state: State) -> CheckpointSaved:
        """Every process has to call it: each gives its streams' part of the state."""
        name = COOLDOWN if progress.cooldown_start else TRUNK
        hidden = {
            f"{kind}.{i}": self._world.gather_rows(tensor)
            for i, pair in enumerate(state)
            for kind, tensor in zip("hc", pair, strict=True)
        }
        facts = {"job": asdict(self._job), "progress": asdict(progress)}
        if self._world.leads:
            save_checkpoint(self._folder / name, self._model, self._optimizer, facts, hidden)
        return CheckpointSaved(progress.step, name)

    def _newest(self) -> Path | None:
        folders = (self._folder / name for name in (COOLDOWN, TRUNK))
        return next((folder for folder in folders if newest(folder).exists()), None)
