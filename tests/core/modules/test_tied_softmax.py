"""The chunked, tied cross-entropy is torch's own, in value and every gradient."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from ulmfit_core.modules import tied_softmax
from ulmfit_core.modules.tied_softmax import tied_cross_entropy


@pytest.mark.parametrize("rows", [1, 8, 127, 700])  # a chunk is 128 rows
def test_equals_cross_entropy_in_value_and_gradients(rows: int) -> None:
    torch.manual_seed(3)
    hidden, weight, bias = torch.randn(rows, 5), torch.randn(11, 5), torch.randn(11)
    targets = torch.randint(0, 11, (rows,))
    results = []
    for ours in (True, False):
        h, w, b = (t.clone().requires_grad_() for t in (hidden, weight, bias))
        loss = (
            tied_cross_entropy(h, w, b, targets, torch.float32)
            if ours
            else functional.cross_entropy(functional.linear(h, w, b), targets)
        )
        (3 * loss).backward()
        results.append((loss.detach(), h.grad, w.grad, b.grad))
    for got, expected in zip(*results, strict=True):
        torch.testing.assert_close(got, expected, rtol=1e-5, atol=1e-5)


def test_chunk_size_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(3)
    hidden, weight = torch.randn(50, 5), torch.randn(11, 5)
    bias, targets = torch.randn(11), torch.randint(0, 11, (50,))
    whole = tied_cross_entropy(hidden, weight, bias, targets, torch.float32)
    monkeypatch.setattr(tied_softmax, "_CHUNK_ROWS", {"cpu": 7})
    torch.testing.assert_close(
        tied_cross_entropy(hidden, weight, bias, targets, torch.float32), whole
    )


def test_a_hopeless_prediction_costs_much_but_not_everything() -> None:
    hidden, weight = torch.full((1, 1), 500.0), torch.tensor([[1.0], [-1.0]])
    loss = tied_cross_entropy(hidden, weight, torch.zeros(2), torch.tensor([1]), torch.float32)
    assert loss.item() == pytest.approx(87.3, abs=0.1)  # not infinite


def test_bfloat16_products_leave_the_loss_in_float32() -> None:
    torch.manual_seed(3)
    hidden = torch.randn(50, 16, requires_grad=True)
    weight = torch.randn(11, 16, requires_grad=True)
    bias, targets = torch.zeros(11, requires_grad=True), torch.randint(0, 11, (50,))
    exact = tied_cross_entropy(hidden, weight, bias, targets, torch.float32)
    rounded = tied_cross_entropy(hidden, weight, bias, targets, torch.bfloat16)
    assert rounded.dtype is torch.float32
    assert rounded.item() == pytest.approx(exact.item(), rel=0.01)
    rounded.backward()
    assert {t.grad.dtype for t in (hidden, weight, bias)} == {torch.float32}
