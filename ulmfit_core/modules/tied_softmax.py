"""Softmax cross-entropy tied to the embedding, without ever holding all the logits."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from ulmfit_core.modules.batch_sharing import on_threads, shares_of

# 128 x 8,000 float32 logits are 4 MB: they stay in the cache. A graphics card wants large products.
_CHUNK_ROWS = {"cpu": 128, "cuda": 8192}
_TINIEST = torch.finfo(torch.float32).tiny  # its logarithm, -87.3, bounds a token's loss


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
        d_hidden = torch.empty_like(h)
        shares = shares_of(rows) if hidden.device.type == "cpu" else [slice(0, rows)]
        parts = on_threads(lambda part: _Part(w, b, h, targets, d_hidden).read(part), shares)
        total, d_weight, d_bias = (torch.stack(each).sum(0) for each in zip(*parts, strict=True))
        ctx.save_for_backward(d_hidden, d_weight, d_bias)
        ctx.rows, ctx.hidden_dtype = rows, hidden.dtype
        return total / rows

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        d_hidden, d_weight, d_bias = ctx.saved_tensors
        scale = grad / ctx.rows
        return d_hidden.to(ctx.hidden_dtype) * scale, d_weight * scale, d_bias * scale, None, None


class _Part(NamedTuple):
    """What the threads that share the rows read, and the ``d_hidden`` each fills its rows of."""

    weight: Tensor
    bias: Tensor
    hidden: Tensor
    targets: Tensor
    d_hidden: Tensor

    def read(self, rows: slice) -> tuple[Tensor, Tensor, Tensor]:
        """The loss summed over ``rows``, and its gradients by weight and bias."""
        total = self.hidden.new_zeros((), dtype=torch.float32)
        d_weight = torch.zeros_like(self.weight, dtype=torch.float32)
        d_bias = torch.zeros_like(self.bias, dtype=torch.float32)
        step = _CHUNK_ROWS[self.hidden.device.type]
        for start in range(rows.start, rows.stop, step):
            part = slice(start, min(start + step, rows.stop))
            total -= self._add(part, d_weight, d_bias)
        return total, d_weight, d_bias

    def _add(self, part: slice, d_weight: Tensor, d_bias: Tensor) -> Tensor:
        """Log-likelihood of a block; its gradients are added on."""
        hidden, target = self.hidden[part], self.targets[part].unsqueeze(1)
        logits = torch.addmm(self.bias, hidden, self.weight.t())
        d_logits = logits.softmax(1, dtype=torch.float32)
        log_likelihood = d_logits.gather(1, target).clamp_min_(_TINIEST).log_().sum()
        d_logits.scatter_add_(1, target, d_logits.new_full(target.shape, -1.0))
        d_bias += d_logits.sum(0)
        d_logits = d_logits.to(self.weight.dtype)
        torch.mm(d_logits, self.weight, out=self.d_hidden[part])
        if d_logits.dtype is d_weight.dtype:
            d_weight.addmm_(d_logits.t(), hidden)  # in one pass over the sum
        else:
            d_weight += d_logits.t() @ hidden
        return log_likelihood
