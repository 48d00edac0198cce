"""Matrices rounded to 8-bit integers, with a scale per row or per column, and their products."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor


class Rounded(NamedTuple):
    """``ints * scale`` is the matrix, each entry within half a scale."""

    ints: Tensor  # int8 [..., N, M]
    scale: Tensor  # float32, per row [..., N, 1] or per column [1, M]


def rounded(matrix: Tensor, dim: int) -> Rounded:
    """``matrix`` with a scale for each slice along ``dim``: -1 gives one per row, 0 per column.

    Symmetric: -128 is not used. Zeros have a scale of their own, so that none is divided by.
    """
    scale = matrix.abs().amax(dim, keepdim=True).div_(127.0).add_(1e-30)
    return Rounded((matrix / scale).round_().to(torch.int8), scale)


def product(left: Tensor, right: Tensor) -> Tensor:
    """``left @ right`` of int8 matrices, summed in int32, as float32.

    torch has no public name for it; torchao's int8 training builds on this one.
    """
    return torch._int_mm(left, right).float()
