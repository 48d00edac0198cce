"""Each dropout drops what its name says, scales the rest, and nothing in eval mode."""

from __future__ import annotations

import pytest
import torch

from ulmfit_core.modules.dropout import EmbeddingDropout, VariationalDropout, draw_weight_mask


@pytest.fixture(autouse=True)
def _seeded() -> None:
    torch.manual_seed(2)


def test_variational_mask_is_shared_over_time_but_not_over_sequences() -> None:
    dropout, x = VariationalDropout(0.5), torch.ones(9, 4, 50)
    mask = dropout.draw(4, 50, x)
    out = dropout(x, mask)
    assert (out == out[:1]).all()
    assert not torch.equal(out[0, 0], out[0, 1])
    assert set(out.unique().tolist()) == {0.0, 2.0}


def test_embedding_drops_whole_words_wherever_they_stand() -> None:
    dropout, weight = EmbeddingDropout(0.5), torch.rand(40, 6) + 1
    ids = torch.arange(40).repeat(2, 1).t()  # every word, twice side by side
    out = dropout(ids, weight, dropout.draw(weight))
    assert torch.equal(out[:, 0], out[:, 1])
    dropped = out[:, 0, 0] == 0
    assert 5 < int(dropped.sum()) < 35
    assert (out[dropped] == 0).all()
    assert torch.equal(out[~dropped][:, 0], 2 * weight[~dropped])


def test_gradient_of_a_dropped_word_is_zero() -> None:
    dropout, weight = EmbeddingDropout(0.5), torch.rand(40, 6, requires_grad=True)
    mask = dropout.draw(weight)
    dropout(torch.arange(40)[:, None], weight, mask).sum().backward()
    assert weight.grad is not None
    assert torch.equal(weight.grad[:, 0], mask[:, 0])


@pytest.mark.parametrize(("p", "training"), [(0.0, True), (0.5, False)])
def test_nothing_is_drawn_in_eval_mode_or_without_probability(p: float, training: bool) -> None:
    like = torch.ones(5, 3)
    variational, embedding = VariationalDropout(p), EmbeddingDropout(p)
    for dropout in (variational, embedding):
        dropout.train(training)
    assert variational.draw(4, 3, like) is None
    assert embedding.draw(like) is None
    assert variational(like, None) is like
    assert torch.equal(embedding(torch.tensor([[1]]), like, None), like[None, 1:2])


def test_weight_mask_is_none_without_probability_and_scaled_with() -> None:
    weight = torch.ones(200, 200)
    assert draw_weight_mask(weight, 0.0) is None
    mask = draw_weight_mask(weight, 0.2)
    assert mask is not None
    kept = 256 / (256 - 51)  # 51/256 is the byte's step nearest to a fifth
    assert mask.unique().tolist() == [0.0, pytest.approx(kept)]
    assert float(mask.mean()) == pytest.approx(1.0, abs=0.02)


@pytest.mark.parametrize(("p", "dropped"), [(1e-4, 1 / 256), (0.9999, 255 / 256)])
def test_weight_mask_drops_some_and_keeps_some(p: float, dropped: float) -> None:
    mask = draw_weight_mask(torch.ones(301, 333), p)
    assert mask is not None
    assert float((mask == 0).float().mean()) == pytest.approx(dropped, abs=0.002)
