"""The LSTM layer in 16 bits, as a graphics card runs it; here on the processor."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from ulmfit_core.modules.cudnn_lstm import cudnn_lstm

STEPS, BATCH, INPUTS, HIDDEN = 9, 4, 16, 24


def layer() -> tuple[Tensor, Tensor, Tensor, Tensor]:
    lstm = nn.LSTM(INPUTS, HIDDEN)
    return lstm.weight_ih_l0, lstm.weight_hh_l0, lstm.bias_ih_l0, lstm.bias_hh_l0


def float32(x: Tensor, state: tuple[Tensor, Tensor], weights: tuple[Tensor, ...]) -> Tensor:
    hx = (state[0].unsqueeze(0), state[1].unsqueeze(0))
    out: Tensor = torch._VF.lstm(x, hx, list(weights), True, 1, 0.0, True, False, False)[0]
    return out


def relative(got: Tensor, wanted: Tensor) -> float:
    return float((got - wanted).detach().norm() / wanted.detach().norm())


@pytest.mark.parametrize(("dtype", "bound"), [(torch.float16, 2e-3), (torch.bfloat16, 2e-2)])
@pytest.mark.parametrize("size_of_gradients", [1.0, 1e-8])  # 1e-8 alone float16 calls nothing
def test_agrees_with_float32(dtype: torch.dtype, bound: float, size_of_gradients: float) -> None:
    torch.manual_seed(0)
    x, weights = torch.randn(STEPS, BATCH, INPUTS, requires_grad=True), layer()
    state = (torch.randn(BATCH, HIDDEN), torch.randn(BATCH, HIDDEN))
    learnt = (x, *weights)
    wanted = float32(x, state, weights)
    wanted_grads = torch.autograd.grad(wanted.pow(2).sum() * size_of_gradients, learnt)

    got, (h, c) = cudnn_lstm(x, state, weights, dtype, training=True)
    grads = torch.autograd.grad(got.pow(2).sum() * size_of_gradients, learnt)

    assert got.dtype is h.dtype is c.dtype is torch.float32
    assert relative(got, wanted) < bound
    assert relative(h, wanted[-1]) < bound
    assert max(map(relative, grads, wanted_grads)) < 5 * bound


def test_the_gradient_ends_at_the_state() -> None:
    x, weights = torch.randn(STEPS, BATCH, INPUTS), layer()
    state = (torch.zeros(BATCH, HIDDEN), torch.zeros(BATCH, HIDDEN))
    _, after = cudnn_lstm(x, state, weights, torch.float16, training=True)
    assert not any(t.requires_grad for t in after)


def test_frozen_weights_get_no_gradient() -> None:
    x, weights = torch.randn(STEPS, BATCH, INPUTS), layer()
    for weight in weights:
        weight.requires_grad_(False)
    state = (torch.zeros(BATCH, HIDDEN), torch.zeros(BATCH, HIDDEN))
    out, _ = cudnn_lstm(x, state, weights, torch.float16, training=True)
    assert not out.requires_grad
