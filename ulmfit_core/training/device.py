"""The device that a training is to run on: whether this computer has it, what it is called."""

from __future__ import annotations

import os
import platform

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


def hardware(device: str) -> str:
    """What trains there, as people know it: the graphics card if it is one, and the processor."""
    processor = f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}"
    if device == "cpu":
        return processor
    return f"{torch.cuda.get_device_name(device)}; {processor}"
