"""One LSTM layer over time in bfloat16, with its backward pass written out for the CPU.

On processors with bfloat16 products (AVX-512 BF16, AMX) these are two to three times
as fast as float32 ones, but torch's bfloat16 LSTM gains little from them: it multiplies
each step's gates by the previous state to get the gradient of the recurrent weights,
and its threads meet at every small operation. Here the recurrence computes only what is
recurrent, each thread on its own share of the batch; everything that can wait (weight
and input gradients, derivative factors) is done for all steps at once in large products.
Cell states and weights stay in float32.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from ulmfit_core.modules.batch_sharing import on_threads, shares_of


def bfloat16_lstm(
    x: Tensor, state: tuple[Tensor, Tensor], w_ih: Tensor, w_hh: Tensor, bias: Tensor
) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    """Run the layer over x [T, B, I] from state (h, c), each [B, H]; gates i, f, g, o.

    w_ih [4H, I], w_hh [4H, H], bias [4H]. Returns out [T, B, H] and the last (h, c).
    No gradient flows into or out of the state: BPTT is truncated at the chunk
    (paper section 3.3, "BPT3C").
    """
    out, h, c = _LSTMSequence.apply(  # type: ignore[no-untyped-call]
        x, state[0], state[1], w_ih, w_hh, bias
    )
    return out, (h, c)


class _LSTMSequence(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, x: Tensor, h: Tensor, c: Tensor, w_ih: Tensor, w_hh: Tensor, bias: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        steps, batch, _ = x.shape
        hidden = h.shape[1]
        x2, wi, wh = (t.to(torch.bfloat16) for t in (x.flatten(0, 1), w_ih, w_hh))
        gates = torch.addmm(bias.to(torch.bfloat16), x2, wi.t()).view(steps, batch, -1)
        # One slot more than steps: slot 0 holds the state that came in.
        cells = torch.empty(steps + 1, batch, hidden)
        outs = torch.empty(steps + 1, batch, hidden, dtype=torch.bfloat16)
        cells[0], outs[0] = c, h
        on_threads(lambda rows: _recur(gates, cells, outs, wh.t(), rows), shares_of(batch))
        ctx.save_for_backward(x2, wi, wh, gates, cells, outs)
        last_h, last_c = outs[-1].to(x.dtype), cells[-1].clone()
        ctx.mark_non_differentiable(last_h, last_c)
        return outs[1:].to(x.dtype), last_h, last_c

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad_out: Tensor, *_: Tensor) -> tuple[Tensor | None, ...]:
        x2, wi, wh, gates, cells, outs = ctx.saved_tensors
        steps, batch, hidden = grad_out.shape
        d_gates = torch.empty_like(gates)
        on_threads(
            lambda rows: _recur_back(d_gates, grad_out, wh, gates, cells, rows), shares_of(batch)
        )
        d2 = d_gates.view(steps * batch, 4 * hidden)
        h_before = outs[:-1].view(steps * batch, hidden)
        needs_x, _, _, needs_wi, needs_wh, needs_bias = ctx.needs_input_grad
        return (
            (d2 @ wi).float().view(steps, batch, -1) if needs_x else None,
            None,
            None,
            (d2.t() @ x2).float() if needs_wi else None,
            (d2.t() @ h_before).float() if needs_wh else None,
            d2.sum(0, dtype=torch.float32) if needs_bias else None,
        )


def _recur(gates: Tensor, cells: Tensor, outs: Tensor, wh_t: Tensor, rows: slice) -> None:
    """Fill ``cells`` and ``outs``, and turn ``gates`` [T, B, 4H] into activations, for ``rows``."""
    gates, cells, outs = gates[:, rows], cells[:, rows], outs[:, rows]
    hidden = cells.shape[2]
    for t in range(gates.shape[0]):
        g = gates[t].addmm_(outs[t], wh_t)
        g[:, : 2 * hidden].sigmoid_()
        g[:, 2 * hidden : 3 * hidden].tanh_()
        g[:, 3 * hidden :].sigmoid_()
        i, f, n, o = g.chunk(4, 1)
        torch.mul(cells[t], f, out=cells[t + 1]).addcmul_(i, n)
        outs[t + 1] = cells[t + 1].tanh().mul_(o)


def _recur_back(
    d_gates: Tensor, grad_out: Tensor, wh: Tensor, gates: Tensor, cells: Tensor, rows: slice
) -> None:
    """Fill ``d_gates`` [T, B, 4H], the gradient by the gates' inputs, for ``rows``."""
    d_gates, grad_out, cells = d_gates[:, rows], grad_out[:, rows], cells[:, rows]
    steps, batch, hidden = grad_out.shape
    split = d_gates.view(steps, batch, 4, hidden)
    acts = gates[:, rows].view(steps, batch, 4, hidden)
    d_c = torch.zeros(batch, hidden)
    d_h = grad_out[-1]
    for t in range(steps - 1, -1, -1):
        i, f, n, o = acts[t].float().unbind(1)
        tanh_c = cells[t + 1].tanh()
        split[t, :, 3] = d_h * tanh_c * o * (1 - o)
        d_c.addcmul_(d_h * o, 1 - tanh_c * tanh_c)
        split[t, :, 0] = d_c * n * i * (1 - i)
        split[t, :, 1] = d_c * cells[t] * f * (1 - f)
        split[t, :, 2] = d_c * i * (1 - n * n)
        if t:
            d_c.mul_(f)
            d_h = grad_out[t - 1] + d_gates[t] @ wh
