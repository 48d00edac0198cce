"""What a language model would write: shows at a glance which texts it has read."""

from __future__ import annotations

import torch
from torch import Tensor

from ulmfit_core.modules.language_model import LanguageModel
from ulmfit_core.tokenizer import BOS_ID, EOS_ID, PAD_ID, UNK_ID, Tokenizer

_MOST_TOKENS = 40
_LIKELIEST = 20  # the next token is drawn from so many (Fan et al. 2018, section 5)
_TEMPERATURE = 0.7
_NEVER = [UNK_ID, PAD_ID, EOS_ID]


def continued(
    model: LanguageModel, tokenizer: Tokenizer, text: str, *, seed: int, backward: bool = False
) -> str:
    """``text`` and how the model goes on with it; backward, what it puts before it.

    Draws by ``seed`` alone: torch's own random state stays as it was.
    """
    bos, *body = tokenizer.encode(text)
    read = body[::-1] if backward else body
    was_training = model.training
    model.eval()
    with torch.inference_mode():
        written = [*read, *_drawn(model, [bos, *read], torch.Generator().manual_seed(seed))]
    model.train(was_training)
    return tokenizer.decode(written[::-1] if backward else written)


def _drawn(model: LanguageModel, ids: list[int], generator: torch.Generator) -> list[int]:
    """New ids, to the end of the text at most."""
    device = model.encoder.embedding.weight.device
    state, drawn = model.encoder.zero_state(1), list[int]()
    while len(drawn) < _MOST_TOKENS:
        logits, state = model.logits(torch.tensor(ids, device=device)[:, None], state)
        ids = [_draw(logits[-1, 0].float().cpu(), generator)]
        if ids == [BOS_ID]:
            break
        drawn += ids
    return drawn


def _draw(logits: Tensor, generator: torch.Generator) -> int:
    """One of the likeliest of logits [V]."""
    logits[_NEVER] = float("-inf")
    values, ids = logits.topk(min(_LIKELIEST, len(logits) - len(_NEVER)))
    place = torch.multinomial((values / _TEMPERATURE).softmax(0), 1, generator=generator)
    return int(ids[place])
