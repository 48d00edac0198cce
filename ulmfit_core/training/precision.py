"""Which number format this machine multiplies matrices fastest in."""

from __future__ import annotations

import time
from functools import cache

import torch

_ROWS, _SIZE = 64, 1024
_ADVANTAGE = 1.3  # bfloat16 must be this much faster to be worth its rounding


def resolve_precision(precision: str, device: str) -> torch.dtype:
    """The dtype that ``auto``, ``float32`` or ``bfloat16`` stands for on ``device``."""
    if precision == "auto":
        return _fastest_on_cpu() if device == "cpu" else torch.bfloat16
    return {"float32": torch.float32, "bfloat16": torch.bfloat16}[precision]


@cache
def _fastest_on_cpu() -> torch.dtype:
    fast = _seconds(torch.bfloat16) * _ADVANTAGE < _seconds(torch.float32)
    return torch.bfloat16 if fast else torch.float32


def _seconds(dtype: torch.dtype) -> float:
    """The best of a few small products shaped like an LSTM's step, some milliseconds in all."""
    x, w = torch.ones(_ROWS, _SIZE, dtype=dtype), torch.ones(_SIZE, 4 * _SIZE, dtype=dtype)
    best = float("inf")
    for _ in range(8):
        start = time.perf_counter()
        torch.mm(x, w)
        best = min(best, time.perf_counter() - start)
    return best
