"""One LSTM layer over time on a graphics card, in 16-bit numbers.

cuDNN runs the layer, given input and weights in 16 bits. ``torch.autocast`` would give it float16
whatever it is asked for, and let gradients vanish there: a mean over some ten thousand tokens
hands each of them one below 1e-5, where float16 ends. So gradients run through the layer enlarged.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

# A power of two, so that only exponents change. float16 reaches from 6e-8 to 65,504: gradients by
# outputs, of 1e-6 and less, come to lie in the middle; a weight's would have to be 4 to overflow.
_ENLARGEMENT = {torch.float16: 2.0**14, torch.bfloat16: 1.0}


def cudnn_lstm(
    x: Tensor,
    state: tuple[Tensor, Tensor],
    weights: tuple[Tensor, Tensor, Tensor, Tensor],
    dtype: torch.dtype,
    *,
    training: bool,
) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    """Run the layer over x [T, B, I] from state (h, c), each [B, H]; gates i, f, g, o.

    ``weights`` are w_ih [4H, I], w_hh [4H, H], b_ih and b_hh [4H]; ``dtype`` is float16 or
    bfloat16. Returns out [T, B, H] and the last (h, c), detached, in x's dtype.
    """
    factor = _ENLARGEMENT[dtype]
    narrow, flat = _cast(x, dtype, 1 / factor), _cast(_end_to_end(weights), dtype, 1 / factor)
    parts = torch.split(flat, [w.numel() for w in weights])
    views = [part.view(w.shape) for part, w in zip(parts, weights, strict=True)]
    h, c = (t.detach().to(dtype).unsqueeze(0) for t in state)
    out, h, c = torch._VF.lstm(narrow, (h, c), views, True, 1, 0.0, training, False, False)
    return _cast(out, x.dtype, factor), (h[0].detach().to(x.dtype), c[0].detach().to(x.dtype))


def _end_to_end(weights: tuple[Tensor, ...]) -> Tensor:
    """As cuDNN wants them to lie; elsewhere it would copy them at every call, and warn."""
    return torch.cat([weight.flatten() for weight in weights])


def _cast(x: Tensor, dtype: torch.dtype, factor: float) -> Tensor:
    cast: Tensor = _Cast.apply(x, dtype, factor)  # type: ignore[no-untyped-call]
    return cast


class _Cast(torch.autograd.Function):
    """Another dtype; on the way back the old one, times a factor."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, dtype: torch.dtype, factor: float) -> Tensor:
        ctx.dtype, ctx.factor = x.dtype, factor
        return x.to(dtype)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, None, None]:
        # Multiplied in float32, whichever of the two it is.
        return (grad.float() * ctx.factor).to(ctx.dtype), None, None
