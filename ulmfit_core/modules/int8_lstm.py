"""One LSTM layer over time, for training, its matrix products in 8-bit integers on the CPU.

Processors with VNNI instructions multiply 8-bit integers four times as fast as float32
numbers. As in SwitchBack (Wortsman et al. 2023, section 2), what a product takes is rounded
to int8 with a scale per row or column; its sum is exact. Activations, cell states, weights
and gradients are float32. Unlike there, the gradient of the weights is rounded as well: in
it rounding adds noise, far less than the choice of a batch does, that no later step reads.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from ulmfit_core.modules.batch_sharing import on_threads, shares_of
from ulmfit_core.modules.int8_product import Rounded, product, rounded
from ulmfit_core.modules.torchscript import scripted

_ROWS_AT_ONCE = 128  # of inputs in one product; what leaves the cache costs more than it spares


def int8_lstm(
    x: Tensor, state: tuple[Tensor, Tensor], w_ih: Tensor, w_hh: Tensor, bias: Tensor
) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    """Run the layer over x [T, B, I] from state (h, c), each [B, H]; gates i, f, g, o.

    w_ih [4H, I], w_hh [4H, H], bias [4H]. Returns out [T, B, H] and the last (h, c).
    No gradient flows into or out of the state: BPTT is truncated at the chunk
    (paper section 3.3, "BPT3C").
    """
    out, h, c = _Int8LSTM.apply(x, *state, w_ih, w_hh, bias)  # type: ignore[no-untyped-call]
    return out, (h, c)


class _Int8LSTM(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, x: Tensor, h: Tensor, c: Tensor, w_ih: Tensor, w_hh: Tensor, bias: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        steps, batch, _ = x.shape
        hidden = h.shape[1]
        wi, wh = rounded(w_ih, -1), rounded(w_hh, -1)
        gates = x.new_empty(steps, batch, 4 * hidden)
        # One slot more than steps: slot 0 holds the state that came in.
        cells, outs = (x.new_empty(steps + 1, batch, hidden) for _ in range(2))
        cells[0], outs[0] = c, h

        def recur(rows: slice) -> None:
            several = max(1, _ROWS_AT_ONCE // (rows.stop - rows.start))
            filled = gates[:, rows], cells[:, rows], outs[:, rows]
            _recur(x[:, rows], *filled, wi, wh, bias, several)

        on_threads(recur, shares_of(batch))
        ctx.save_for_backward(x, w_ih, w_hh, gates, cells, outs)
        last_h, last_c = outs[-1].clone(), cells[-1].clone()
        ctx.mark_non_differentiable(last_h, last_c)
        return outs[1:], last_h, last_c

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad_out: Tensor, *_: Tensor) -> tuple[Tensor | None, ...]:
        x, w_ih, w_hh, gates, cells, outs = ctx.saved_tensors
        steps, batch = grad_out.shape[:2]
        wh = rounded(w_hh, 0)
        ints, scales = torch.empty_like(gates, dtype=torch.int8), gates.new_empty(steps, batch, 1)

        def back(rows: slice) -> Tensor:
            given = grad_out[:, rows], gates[:, rows], cells[:, rows]
            return _recur_back(ints[:, rows], scales[:, rows], *given, wh)

        parts = on_threads(back, shares_of(batch))
        d = Rounded(ints.flatten(0, 1), scales.flatten(0, 1))
        needs_x, _, _, needs_wi, needs_wh, needs_bias = ctx.needs_input_grad
        return (
            _through(d, w_ih).view(steps, batch, -1) if needs_x else None,
            None,
            None,
            _outer(d, x.flatten(0, 1)) if needs_wi else None,
            _outer(d, outs[:-1].flatten(0, 1)) if needs_wh else None,
            torch.stack(parts).sum(0) if needs_bias else None,
        )


@scripted
def _recur(
    x: Tensor,
    gates: Tensor,
    cells: Tensor,
    outs: Tensor,
    wi: Rounded,
    wh: Rounded,
    bias: Tensor,
    several: int,
) -> None:
    """Fill ``cells``, ``outs`` and, with activations, ``gates`` [T, B, 4H]; the inputs of
    ``several`` steps are multiplied together."""
    hidden, batch = cells.shape[2], x.shape[1]
    wi_t, wi_scale = wi.ints.t(), wi.scale.flatten()
    wh_t, wh_scale = wh.ints.t(), wh.scale.flatten()
    for first in range(0, gates.shape[0], several):
        given = rounded(x[first : first + several].flatten(0, 1), -1)
        from_x = product(given.ints, wi_t).mul_(wi_scale).view(-1, batch, 4 * hidden)
        some = gates[first : first + several]
        torch.addcmul(bias, from_x, given.scale.view(-1, batch, 1), out=some)
        for t in range(first, first + some.shape[0]):
            g, h = gates[t], rounded(outs[t], -1)
            g.addcmul_(product(h.ints, wh_t).mul_(wh_scale), h.scale)
            g[:, : 2 * hidden].sigmoid_()
            g[:, 2 * hidden : 3 * hidden].tanh_()
            g[:, 3 * hidden :].sigmoid_()
            i, f, n, o = torch.unbind(g.view(-1, 4, hidden), 1)
            torch.mul(cells[t], f, out=cells[t + 1]).addcmul_(i, n)
            torch.mul(cells[t + 1].tanh(), o, out=outs[t + 1])


@scripted
def _recur_back(
    ints: Tensor, scales: Tensor, grad_out: Tensor, gates: Tensor, cells: Tensor, wh: Rounded
) -> Tensor:
    """Fill ``ints`` and ``scales``, the gradient by the gates' inputs; returns its sum [4H]."""
    steps, batch, hidden = grad_out.shape
    acts = gates.view(steps, batch, 4, hidden)
    d = torch.empty(batch, 4, hidden)  # of one step, before rounding
    flat = d.view(batch, 4 * hidden)
    total = torch.zeros(4 * hidden)
    d_c = torch.zeros(batch, hidden)
    d_h = grad_out[steps - 1]
    for t in range(steps - 1, -1, -1):
        i, f, n, o = torch.unbind(acts[t], 1)
        tanh_c, d_o = cells[t + 1].tanh(), d_h * o
        torch.mul(d_o * tanh_c, 1 - o, out=d[:, 3])
        d_c.addcmul_(d_o, 1 - tanh_c * tanh_c)
        d_ci = d_c * i
        torch.mul(d_ci * n, 1 - i, out=d[:, 0])
        torch.mul(d_ci, 1 - n * n, out=d[:, 2])
        d_c.mul_(f)
        torch.mul(d_c * cells[t], 1 - f, out=d[:, 1])
        total += flat.sum(0)
        step = rounded(flat, -1)
        ints[t], scales[t] = step.ints, step.scale
        if t > 0:
            d_h = product(step.ints, wh.ints).mul_(wh.scale).mul_(step.scale).add_(grad_out[t - 1])
    return total


def _through(d: Rounded, weight: Tensor) -> Tensor:
    """``d @ weight``: the gradient by the layer's inputs, [T * B, I]."""
    columns = rounded(weight, 0)
    return product(d.ints, columns.ints).mul_(columns.scale).mul_(d.scale)


def _outer(d: Rounded, inputs: Tensor) -> Tensor:
    """``d.T @ inputs``: the gradient by the weights that read ``inputs``.

    Scales of rows stand inside the sum, so they go into the inputs before these are rounded.
    """
    columns = rounded(inputs * d.scale, 0)
    return product(d.ints.t(), columns.ints).mul_(columns.scale)
