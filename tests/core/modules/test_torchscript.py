"""Functions that TorchScript runs, and run all the same where it is gone."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from ulmfit_core.modules.torchscript import scripted


def summed(x: Tensor) -> Tensor:
    total = torch.zeros(x.shape[1])
    for t in range(x.shape[0]):
        total += x[t]
    return total


def doubled(x: Tensor) -> Tensor:
    return x * 2


def test_answers_as_the_function_does() -> None:
    x = torch.arange(6.0).view(3, 2)
    assert torch.equal(scripted(summed)(x), summed(x))


def test_without_torchscript_the_function_itself_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(torch.jit, "script")
    assert torch.equal(scripted(doubled)(torch.ones(2)), torch.full((2,), 2.0))
