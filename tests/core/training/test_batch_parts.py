"""An update of the classifier that is computed in parts is the same update, with less memory."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from tests.core.training.recipes import (
    classifier_job,
    losses,
    stop_after,
    write_classifier_data,
)
from ulmfit_core.training.events import StopVerb
from ulmfit_core.training.finetune_classifier import ClassifierTask, finetune_classifier
from ulmfit_core.training.loop import backpropagate
from ulmfit_core.training.param_groups import train_only

RARE = np.array([0, 0, 0, 0, 0, 0, 1])
SEVERAL = np.array([[0, 0, 0], [1, 0, 1], [0, 1, 0], [1, 1, 1]])


def task_of(folder: Path, n_parts: int, **changes: Any) -> ClassifierTask:
    """On batches of nine texts, every time with the same weights and then the same masks."""
    if not (folder / "data").exists():
        targets = SEVERAL if "task" in changes else RARE
        write_classifier_data(folder / "data", 30, targets=targets)
    changes = {"batch_size": 9, "batch_parts": n_parts, **changes}
    torch.manual_seed(5)
    task = ClassifierTask(classifier_job(folder / "run", folder / "data", **changes))
    task.model.train()
    torch.manual_seed(6)
    return task


def learnt(task: ClassifierTask) -> dict[str, Tensor]:
    """What an update knows once it has gone back through its batch."""
    loss, n_tokens = backpropagate(task, next(iter(task.batches(0))))
    gradients = {n: w.grad for n, w in task.model.named_parameters() if w.grad is not None}
    statistics = dict(task.model.named_buffers())
    return {"loss": loss, "tokens": torch.tensor(n_tokens), **gradients, **statistics}


@pytest.mark.parametrize("n_parts", [2, 3, 99])
@pytest.mark.parametrize(
    "changes",
    [
        {"head_norm": "layer"},
        {"head_norm": "batch"},
        {"head_norm": "layer", "class_weights": True},
        {"head_norm": "batch", "class_weights": True, "label_smoothing": 0.1},
        {"head_norm": "layer", "ar_alpha": 2.0, "tar_beta": 1.0},
        {"task": "multi", "n_classes": 3, "class_weights": True},
    ],
    ids=lambda changes: " ".join(f"{name}={value}" for name, value in changes.items()),
)
def test_it_is_the_same_update(changes: dict[str, Any], n_parts: int, tmp_path: Path) -> None:
    whole = learnt(task_of(tmp_path, 1, **changes))
    in_parts = learnt(task_of(tmp_path, n_parts, **changes))
    torch.testing.assert_close(in_parts, whole, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("trained", [(4,), (0, 1)], ids=["head alone", "no head"])
def test_so_it_is_where_layers_are_frozen(trained: tuple[int, ...], tmp_path: Path) -> None:
    whole, in_parts = (task_of(tmp_path, n_parts, head_norm="batch") for n_parts in (1, 2))
    for task in (whole, in_parts):
        train_only(task.groups, trained)
    torch.manual_seed(6)
    expected = learnt(whole)
    torch.manual_seed(6)
    torch.testing.assert_close(learnt(in_parts), expected, rtol=1e-4, atol=1e-6)


def test_it_keeps_the_activations_of_a_part_at_a_time(tmp_path: Path) -> None:
    whole, thirds = (most_kept(task_of(tmp_path, n_parts)) for n_parts in (1, 3))
    assert thirds < 0.6 * whole


def most_kept(task: ClassifierTask) -> int:
    """The most bytes that an update keeps between its forward and its backward passes."""
    kept: dict[int, int] = {}

    def keep(tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        kept[storage.data_ptr()] = storage.nbytes()
        return tensor

    most = 0
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        for loss in task.losses(next(iter(task.batches(0)))):
            most = max(most, sum(kept.values()))
            loss.total.backward()
            kept.clear()
    return most


def test_out_of_memory_it_goes_on_in_parts_where_it_was(tmp_path: Path) -> None:
    data = write_classifier_data(tmp_path / "data")
    whole = losses(list(finetune_classifier(classifier_job(tmp_path / "whole", data))))
    job = classifier_job(tmp_path / "run", data)
    list(finetune_classifier(job, should_stop=stop_after(4, StopVerb.PAUSE)))
    rest = losses(list(finetune_classifier(replace(job, batch_parts=2))))
    np.testing.assert_allclose(rest, whole[4:], rtol=1e-4)
