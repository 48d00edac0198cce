"""torch's own float32 LSTM layer on a CPU, its batch shared by threads of one core each.

oneDNN parallelises the small product of every time step, so its threads wait for each other
hundreds of times a window. Rows of a batch do not depend on each other: a thread that takes
half of them through all steps alone meets the other once a layer. Measured on two cores with
32 rows (tests/benchmarks/RESULTS.md) that is a seventh faster.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from ulmfit_core.modules.batch_sharing import on_threads, shares_of

_LSTM_MODE = 2  # ATen's number for an LSTM among its recurrent cells


class _Read(NamedTuple):
    """One share of the batch, as oneDNN took it in and gave it back; its gradient needs all."""

    x: Tensor  # [T, rows, I]
    h: Tensor  # [1, rows, H] before
    c: Tensor
    out: Tensor  # [T, rows, H]
    last_h: Tensor  # [1, rows, H] after
    last_c: Tensor
    workspace: Tensor


def shared_lstm(
    x: Tensor, state: tuple[Tensor, Tensor], weights: tuple[Tensor, Tensor, Tensor, Tensor]
) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    """Run the layer over x [T, B, I] from state (h, c), each [B, H].

    ``weights`` are w_ih [4H, I], w_hh [4H, H] and two biases [4H], gates i, f, g, o. Returns
    out [T, B, H] and the last (h, c). No gradient flows into or out of the state.
    """
    out, h, c = _SharedLSTM.apply(x, *state, *weights)  # type: ignore[no-untyped-call]
    return out, (h, c)


def pays_to_share(x: Tensor) -> bool:
    """Whether x [T, B, I] is to be read in shares: oneDNN on a CPU, and rows for two threads."""
    return (
        x.device.type == "cpu"
        and x.dtype is torch.float32
        and torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]
        and len(shares_of(x.shape[1])) > 1
    )


class _SharedLSTM(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, x: Tensor, h: Tensor, c: Tensor, *weights: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        reads = on_threads(lambda rows: _read(x, h, c, weights, rows), shares_of(x.shape[1]))
        ctx.save_for_backward(*weights, *(tensor for read in reads for tensor in read))
        last_h, last_c = (torch.cat([r[i] for r in reads], 1)[0] for i in (4, 5))
        ctx.mark_non_differentiable(last_h, last_c)
        return torch.cat([read.out for read in reads], 1), last_h, last_c

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad_out: Tensor, *_: Tensor) -> tuple[Tensor | None, ...]:
        saved = ctx.saved_tensors  # once only: a checkpoint recomputes them for that one time
        weights, saved = saved[:4], saved[4:]
        width = len(_Read._fields)
        reads = [_Read(*saved[at : at + width]) for at in range(0, len(saved), width)]
        grads = torch.split(grad_out, [read.x.shape[1] for read in reads], 1)
        parts = on_threads(
            lambda pair: _gradients(pair[0], weights, pair[1]),
            list(zip(reads, grads, strict=True)),
        )
        of_weights = (torch.stack([part[i] for part in parts]).sum(0) for i in range(1, 5))
        return torch.cat([part[0] for part in parts], 1), None, None, *of_weights


def _read(x: Tensor, h: Tensor, c: Tensor, weights: tuple[Tensor, ...], rows: slice) -> _Read:
    part, h, c = x[:, rows].contiguous(), h[None, rows].contiguous(), c[None, rows].contiguous()
    size = h.shape[2]
    # oneDNN keeps what a gradient needs only while gradients are on; detached, none is recorded.
    with torch.enable_grad():
        given = torch.ops.aten.mkldnn_rnn_layer(
            *(t.detach() for t in (part, *weights, h, c)),
            *(False, [], _LSTM_MODE, size, 1, True, False, False, True),
        )
    return _Read(part, h, c, *given)


def _gradients(read: _Read, weights: tuple[Tensor, ...], grad_out: Tensor) -> list[Tensor]:
    """By x, w_ih, w_hh and the two biases."""
    size = read.h.shape[2]
    given: list[Tensor] = torch.ops.aten.mkldnn_rnn_layer_backward(
        *(read.x, *weights, read.h, read.c, read.out, read.last_h, read.last_c),
        *(grad_out.contiguous(), None, None),
        *(False, _LSTM_MODE, size, 1, True, True, False, [], False, read.workspace),
    )
    return given
