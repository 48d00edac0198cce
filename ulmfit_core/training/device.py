"""Whether this computer has the device that a training is to run on."""

from __future__ import annotations

import torch

from ulmfit_core.errors import InputError


def check_device(device: str) -> None:
    """``cpu`` and, where torch sees a graphics card, ``cuda`` pass. Raises InputError otherwise."""
    if device == "cpu":
        return
    if device.partition(":")[0] != "cuda":
        raise InputError(
            f"{device!r} is no device to train on.", "Give cpu, or cuda for a graphics card."
        )
    if not torch.cuda.is_available():
        raise InputError(
            "There is no graphics card here that the installed PyTorch can use.",
            "Train on cpu, or install a build of PyTorch for your card.",
        )
