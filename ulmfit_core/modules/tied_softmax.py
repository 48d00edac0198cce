"""Softmax cross-entropy tied to the embedding, without ever holding all the logits."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

_CHUNK_ROWS = 1024  # 1,024 x 8,000 float32 logits are 32 MB: they stay in the cache


def tied_cross_entropy(
    hidden: Tensor, weight: Tensor, bias: Tensor, targets: Tensor, dtype: torch.dtype
) -> Tensor:
    """Mean cross-entropy, in nats, of ``hidden @ weight.T + bias`` against ``targets``.

    hidden [N, E], weight [V, E] (Press & Wolf 2017), bias [V], targets [N]. Gradients
    are computed along with the loss, a block of rows at a time: N x V floats, the
    largest tensor of a language model by far, never exist. ``dtype`` is what the matrix
    products run in; the softmax itself is in float32.
    """
    loss: Tensor = _TiedCrossEntropy.apply(  # type: ignore[no-untyped-call]
        hidden, weight, bias, targets, dtype
    )
    return loss


class _TiedCrossEntropy(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, hidden: Tensor, weight: Tensor, bias: Tensor, targets: Tensor, dtype: torch.dtype
    ) -> Tensor:
        rows = hidden.shape[0]
        w, b, h = weight.to(dtype), bias.to(dtype), hidden.to(dtype)
        total = hidden.new_zeros((), dtype=torch.float32)
        d_hidden = torch.empty_like(h)
        d_weight = torch.zeros_like(weight, dtype=torch.float32)
        d_bias = torch.zeros_like(bias, dtype=torch.float32)
        for start in range(0, rows, _CHUNK_ROWS):
            part = slice(start, min(start + _CHUNK_ROWS, rows))
            log_p = torch.addmm(b, h[part], w.t()).float().log_softmax(1)
            target = targets[part].unsqueeze(1)
            total -= log_p.gather(1, target).sum()
            d_logits = log_p.exp_()
            d_logits.scatter_add_(1, target, d_logits.new_full(target.shape, -1.0))
            d_bias += d_logits.sum(0)
            d_logits = d_logits.to(dtype)
            torch.mm(d_logits, w, out=d_hidden[part])
            d_weight += d_logits.t() @ h[part]
        ctx.save_for_backward(d_hidden, d_weight, d_bias)
        ctx.rows, ctx.hidden_dtype = rows, hidden.dtype
        return total / rows

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        d_hidden, d_weight, d_bias = ctx.saved_tensors
        scale = grad / ctx.rows
        return d_hidden.to(ctx.hidden_dtype) * scale, d_weight * scale, d_bias * scale, None, None
