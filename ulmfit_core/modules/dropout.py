"""The dropouts of AWD-LSTM (Merity et al. 2018, section 4), drawn apart from where they apply.

A mask is drawn once per optimiser step and handed to every chunk of a document, as
"variational" dropout means it; a chunk recomputed for its gradient sees the same mask.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

_BYTE_VALUES = 256


class VariationalDropout(nn.Module):
    """One mask per sequence, shared over time (a.k.a. locked dropout; Gal & Ghahramani 2016)."""

    def __init__(self, p: float) -> None:
        super().__init__()
        self.p = p

    def draw(self, batch: int, size: int, like: Tensor) -> Tensor | None:
        """A mask [1, batch, size] scaled by 1/(1-p); None where nothing is dropped."""
        if not self.training or self.p == 0:
            return None
        return _keep_mask((1, batch, size), self.p, like)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """x [T, B, size], masked alike at every step."""
        return x if mask is None else x * mask


class EmbeddingDropout(nn.Module):
    """Drops whole words: a row of the embedding is zero wherever the word stands."""

    def __init__(self, p: float) -> None:
        super().__init__()
        self.p = p

    def draw(self, weight: Tensor) -> Tensor | None:
        """A mask [V, 1] scaled by 1/(1-p); None where nothing is dropped."""
        if not self.training or self.p == 0:
            return None
        return _keep_mask((weight.shape[0], 1), self.p, weight)

    def forward(self, ids: Tensor, weight: Tensor, mask: Tensor | None) -> Tensor:
        """Embed ids [T, B] by weight [V, E]; the table itself is never copied."""
        embedded = nn.functional.embedding(ids, weight)
        return embedded if mask is None else embedded * mask[ids]


def _keep_mask(shape: tuple[int, ...], p: float, like: Tensor) -> Tensor:
    keep = 1 - p
    return like.new_empty(shape).bernoulli_(keep).div_(keep)


def draw_weight_mask(weight: Tensor, p: float) -> Tensor | None:
    """DropConnect's mask for a recurrent weight [4H, H] (Wan et al. 2013); None where p is 0.

    One random byte an entry decides, seven times as fast as torch's ``bernoulli_`` on a CPU
    (millions of entries a step). The share dropped is therefore the multiple of 1/256
    nearest to ``p``; kept entries are scaled by what was really kept.
    """
    if p == 0:
        return None
    dropped = min(_BYTE_VALUES - 1, max(1, round(p * _BYTE_VALUES)))
    words = torch.empty(-(-weight.numel() // 8), dtype=torch.int64, device=weight.device)
    every_byte = words.random_(-(2**63), None).view(torch.uint8)[: weight.numel()]
    kept = (every_byte >= dropped).view(weight.shape).to(weight.dtype)
    return kept.mul_(_BYTE_VALUES / (_BYTE_VALUES - dropped))
