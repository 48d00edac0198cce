"""Activation regularisation (AR) and its temporal kin (TAR), Merity et al. 2017."""

from __future__ import annotations

from torch import Tensor


def activation_regularization(dropped: Tensor, alpha: float) -> Tensor:
    """alpha times the mean square of the dropped output [T, B, E]."""
    return alpha * dropped.pow(2).mean()


def temporal_activation_regularization(raw: Tensor, beta: float) -> Tensor:
    """beta times the mean squared change of the raw output [T, B, E] from step to step."""
    if raw.shape[0] < 2:
        return raw.new_zeros(())
    return beta * (raw[1:] - raw[:-1]).pow(2).mean()
