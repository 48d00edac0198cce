"""Several processes training one model, by torch's DistributedDataParallel under torchrun."""

from __future__ import annotations

import gc
import importlib
import os
from dataclasses import dataclass

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel


@dataclass(frozen=True, slots=True)
class World:
    """This process's place among those that train together; alone unless torchrun says so."""

    rank: int = 0
    size: int = 1

    @property
    def leads(self) -> bool:
        """Whether this is the process that measures, saves and speaks."""
        return self.rank == 0

    def wrap(self, model: nn.Module) -> nn.Module:
        """The model with gradients averaged over all processes."""
        return model if self.size == 1 else DistributedDataParallel(model)

    def share(self, window: Tensor) -> Tensor:
        """This process's columns of a window [T, B]: its streams, whole."""
        rows = window.shape[1]
        start, stop = rows * self.rank // self.size, rows * (self.rank + 1) // self.size
        return window[:, start:stop]

    def weight(self, rows: int) -> float:
        """What the mean over this process's columns of ``rows`` counts in the mean over all
        processes, so that each column counts alike."""
        own = rows * (self.rank + 1) // self.size - rows * self.rank // self.size
        return own * self.size / rows

    def share_rows(self, state: Tensor) -> Tensor:
        """This process's rows of a state [B, H]."""
        return self.share(state.unsqueeze(0))[0]

    def gather_rows(self, state: Tensor) -> Tensor:
        """Every process's rows of a state, as one [B, H]."""
        if self.size == 1:
            return state
        parts: list[Tensor | None] = [None] * self.size
        dist.all_gather_object(parts, state.cpu())
        return torch.cat([part for part in parts if part is not None])

    def mean(self, value: Tensor) -> Tensor:
        """The mean of a scalar over all processes."""
        if self.size == 1:
            return value
        total = value.detach().clone()
        dist.all_reduce(total)
        return total / self.size

    def agree(self, decision: int) -> int:
        """The leading process's decision, on every process."""
        if self.size == 1:
            return decision
        told = torch.tensor([decision], dtype=torch.int64)
        dist.broadcast(told, src=0)
        return int(told)


def join_world() -> World:
    """Join the processes torchrun started, over gloo on CPUs and nccl on GPUs; else be alone."""
    size = int(os.environ.get("WORLD_SIZE", "1"))
    if size == 1:
        return World()
    if not dist.is_initialized():
        # Default arguments in there hold the group they find on import, which DDP brings about.
        importlib.import_module("torch.distributed.nn")
        if torch.cuda.is_available():  # a card each: "cuda" means this one from here on
            torch.cuda.set_device(int(os.environ.get("LOCAL_RANK", "0")))
        dist.init_process_group("cpu:gloo,cuda:nccl" if torch.cuda.is_available() else "gloo")
    return World(dist.get_rank(), size)


def leave_world() -> None:
    """Leave the processes one joined, once nothing holds the model they trained.

    A worker thread of gloo that outlives this frees tensors while the interpreter ends, and the
    process aborts (https://github.com/pytorch/pytorch/issues/190489).
    """
    if dist.is_available() and dist.is_initialized():
        gc.collect()  # the wrapped model is a cycle that holds the group
        dist.destroy_process_group()
