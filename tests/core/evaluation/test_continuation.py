"""What a language model writes: its own sequel, the same each time, and nothing disturbed by it."""

from __future__ import annotations

import pytest
import torch

from tests.builders import tiny_tokenizer
from ulmfit_core.architecture import Architecture
from ulmfit_core.evaluation.continuation import continued
from ulmfit_core.modules.awd_lstm import (
    Dropouts,
)
from ulmfit_core.modules.language_model import LanguageModel
from ulmfit_core.tokenizer import BOS_ID

TEXT = "who wrote of the river"
STEPS = 150


@pytest.fixture(scope="module", params=[False, True], ids=["forward", "backward"])
def taught(request: pytest.FixtureRequest) -> tuple[LanguageModel, bool]:
    """A model that knows one text by heart, read from its beginning or its end."""
    torch.manual_seed(2)
    tokenizer = tiny_tokenizer()
    model = LanguageModel(Architecture(tokenizer.vocab_size, 32, 32, 1), Dropouts(0, 0, 0, 0, 0))
    bos, *body = tokenizer.encode(TEXT)
    ids = torch.tensor([bos, *(body[::-1] if request.param else body), BOS_ID])[:, None]
    optimizer = torch.optim.Adam(model.parameters(), 3e-2)
    for _ in range(STEPS):
        optimizer.zero_grad()
        model(ids[:-1], ids[1:], model.encoder.zero_state(1)).loss.backward()
        optimizer.step()
    return model, request.param


def test_it_goes_on_with_what_it_has_learnt(taught: tuple[LanguageModel, bool]) -> None:
    model, backward = taught
    given = "the river" if backward else "who wrote"
    assert continued(model, tiny_tokenizer(), given, seed=0, backward=backward) == TEXT


def test_the_text_ends_where_the_next_would_begin(taught: tuple[LanguageModel, bool]) -> None:
    model, backward = taught
    assert continued(model, tiny_tokenizer(), TEXT, seed=3, backward=backward) == TEXT


def test_training_goes_on_as_if_nobody_had_asked(taught: tuple[LanguageModel, bool]) -> None:
    model, backward = taught
    model.train()
    before = torch.get_rng_state()
    first, second = (
        continued(model, tiny_tokenizer(), "king", seed=1, backward=backward) for _ in range(2)
    )
    assert first == second
    assert torch.equal(torch.get_rng_state(), before)
    assert model.training
