"""Checkpoints: everything comes back, and the one before survives whatever goes wrong."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import nn

from ulmfit_core.errors import ModelFileError, StorageError
from ulmfit_core.training.checkpoint import (
    extra_tensors,
    load_checkpoint,
    newest,
    save_checkpoint,
)


def model_and_optimizer(seed: int) -> tuple[nn.Module, torch.optim.Optimizer]:
    """A small net whose optimiser has moments for one layer and none for the other."""
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 2))
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.1, fused=True)
    model[2].requires_grad_(False)
    model(torch.randn(5, 3)).sum().backward()
    optimizer.step()
    optimizer.zero_grad()
    return model, optimizer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "run" / "checkpoint"


def save(folder: Path, step: int) -> nn.Module:
    model, optimizer = model_and_optimizer(step)
    save_checkpoint(folder, model, optimizer, {"step": step}, {"h.0": torch.full((2, 3), step)})
    return model


def load(folder: Path) -> int:
    model, optimizer = model_and_optimizer(99)
    return int(load_checkpoint(folder, model, optimizer)["step"])


def test_everything_comes_back(folder: Path) -> None:
    model, optimizer = model_and_optimizer(1)
    save_checkpoint(
        folder, model, optimizer, {"step": 7, "best": float("-inf")}, {"h.0": torch.ones(2)}
    )
    expected = torch.rand(3)  # what torch draws next
    other, moments = model_and_optimizer(2)
    facts = load_checkpoint(folder, other, moments)
    assert facts == {"step": 7, "best": float("-inf")}
    assert torch.equal(torch.rand(3), expected)
    assert torch.equal(extra_tensors(folder)["h.0"], torch.ones(2))
    for name, tensor in model.state_dict().items():
        assert torch.equal(other.state_dict()[name], tensor), name
    for p, q in zip(model.parameters(), other.parameters(), strict=True):
        assert optimizer.state[p].keys() == moments.state[q].keys()
        for key, value in optimizer.state[p].items():
            assert torch.equal(moments.state[q][key], value)


def test_nothing_that_came_back_lies_in_the_file(folder: Path) -> None:
    """Which could not be replaced on Windows while a tensor lies in it."""
    _, optimizer = model_and_optimizer(1)
    save(folder, 3)
    model, moments = model_and_optimizer(2)
    load_checkpoint(folder, model, moments)
    extra = extra_tensors(folder)
    came_back = [*_moments(moments), extra["h.0"]]
    before = [tensor.clone() for tensor in came_back]
    path = folder / "state.safetensors"
    with path.open("r+b") as stream:
        stream.write(b"\xff" * path.stat().st_size)
    assert all(map(torch.equal, came_back, before))
    assert len(before) == 1 + len(_moments(optimizer))


def _moments(optimizer: torch.optim.Optimizer) -> list[torch.Tensor]:
    return [tensor for state in optimizer.state.values() for tensor in state.values()]


def test_training_goes_on_as_if_nothing_happened(folder: Path) -> None:
    model, optimizer = model_and_optimizer(1)
    save_checkpoint(folder, model, optimizer, {})
    other, moments = model_and_optimizer(2)
    load_checkpoint(folder, other, moments)
    for net, steps in ((model, optimizer), (other, moments)):
        net(torch.ones(5, 3) * torch.arange(5)[:, None]).square().sum().backward()
        steps.step()
    assert all(
        torch.equal(a, b) for a, b in zip(model.parameters(), other.parameters(), strict=True)
    )


def test_saving_again_replaces_and_leaves_nothing_beside(folder: Path) -> None:
    save(folder, 1)
    save(folder, 2)
    assert load(folder) == 2
    assert [p.name for p in folder.parent.iterdir()] == ["checkpoint"]


@pytest.mark.parametrize("name", ["state.safetensors", "state.json"])
@pytest.mark.parametrize("damage", ["gone", "cut", "garbage", "empty"])
def test_damage_is_said_in_a_sentence(folder: Path, name: str, damage: str) -> None:
    save(folder, 1)
    path = folder / name
    content = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        half = content[: len(content) // 2]
        path.write_bytes({"cut": half, "garbage": b"\xff" * 50, "empty": b""}[damage])
    with pytest.raises(ModelFileError, match="damaged"):
        load(folder)


def test_checkpoint_of_another_model_is_refused(folder: Path) -> None:
    save(folder, 1)
    with pytest.raises(ModelFileError, match="another model"):
        load_checkpoint(folder, nn.Linear(3, 4))


@pytest.mark.parametrize(
    "tensors",
    [
        {"random": None},
        {"random": torch.zeros(3, dtype=torch.uint8)},
        {"random": torch.zeros(3)},
        {"optimizer.exp_avg.nope.weight": torch.zeros(3)},
        {"optimizer.exp": torch.zeros(3)},
    ],
)
def test_tensors_that_are_not_ours_are_refused(
    folder: Path, tensors: dict[str, torch.Tensor | None]
) -> None:
    save(folder, 1)
    path = folder / "state.safetensors"
    changed = load_file(path) | tensors
    save_file({name: t.clone() for name, t in changed.items() if t is not None}, path)
    with pytest.raises(ModelFileError, match="another model"):
        load(folder)


def test_facts_of_another_kind_are_refused(folder: Path) -> None:
    save(folder, 1)
    (folder / "state.json").write_text("[1]")
    with pytest.raises(ModelFileError, match="damaged"):
        load(folder)


def test_no_checkpoint_is_refused(folder: Path) -> None:
    with pytest.raises(ModelFileError):
        load(folder)


def full_disk(*_: Any, **__: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("where", ["mkdir", "write_text", "fsync", "replace"])
def test_full_disk_keeps_the_checkpoint_before(
    folder: Path, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(folder, 1)
    with monkeypatch.context() as broken:
        broken.setattr(os if where in ("fsync", "replace") else Path, where, full_disk)
        with pytest.raises(StorageError, match="No space left"):
            save(folder, 2)
    assert load(folder) == 1
    assert not folder.with_name("checkpoint.partial").exists()
    save(folder, 3)
    assert load(folder) == 3


def test_failure_in_the_middle_of_the_swap_keeps_the_checkpoint_before(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(folder, 1)
    replace, calls = os.replace, []

    def fail_second(source: Path, target: Path) -> None:
        calls.append(target)
        if len(calls) == 2:
            full_disk()
        replace(source, target)

    with monkeypatch.context() as broken:
        broken.setattr(os, "replace", fail_second)
        with pytest.raises(StorageError):
            save(folder, 2)
    assert load(folder) == 1
    save(folder, 3)
    assert load(folder) == 3
    assert [p.name for p in folder.parent.iterdir()] == ["checkpoint"]


def test_killed_while_writing(folder: Path) -> None:
    save(folder, 1)
    partial = folder.with_name("checkpoint.partial")
    partial.mkdir()
    (partial / "state.safetensors").write_bytes(b"half")
    assert load(folder) == 1
    save(folder, 2)
    assert load(folder) == 2
    assert not partial.exists()


def test_killed_between_the_two_renames(folder: Path) -> None:
    save(folder, 1)
    folder.rename(folder.with_name("checkpoint.previous"))
    shutil.copytree(newest(folder), folder.with_name("checkpoint.partial"))
    assert load(folder) == 1
    assert extra_tensors(folder)["h.0"][0, 0] == 1
    save(folder, 2)
    assert load(folder) == 2
    assert [p.name for p in folder.parent.iterdir()] == ["checkpoint"]


def test_killed_after_the_renames(folder: Path) -> None:
    save(folder, 1)
    shutil.copytree(folder, folder.with_name("kept"))
    save(folder, 2)
    folder.with_name("kept").rename(folder.with_name("checkpoint.previous"))
    assert load(folder) == 2
    save(folder, 3)
    assert load(folder) == 3
    assert [p.name for p in folder.parent.iterdir()] == ["checkpoint"]
