"""AWD-LSTM and the language model: known outputs, tied weights, and that it learns."""

from __future__ import annotations

import copy

import pytest
import torch
from torch import nn

from tests.builders import formula_array
from ulmfit_core.architecture import Architecture
from ulmfit_core.modules.awd_lstm import (
    AWDLSTM,
    NO_DROPOUT,
    Dropouts,
)
from ulmfit_core.modules.language_model import LanguageModel

SIZES = Architecture(vocab_size=11, embedding_size=4, hidden_size=6, n_layers=3)
KNOWN_LOSS = 2.534641
KNOWN_STATE = [-0.222283, 0.337842, -0.283845, -0.018509]
ALL_DROPOUTS = Dropouts(0.3, 0.3, 0.3, 0.3, 0.3)


def with_formula_weights(model: nn.Module) -> nn.Module:
    """The model with every weight a function of its name and place."""
    model.load_state_dict(
        {
            n: torch.from_numpy(formula_array(n, tuple(t.shape)))
            for n, t in model.state_dict().items()
        }
    )
    return model


def window(rows: int = 2, steps: int = 5) -> tuple[torch.Tensor, torch.Tensor]:
    ids = (torch.arange(steps * rows + 1) * 7) % 11
    return ids[:-1].view(steps, rows), ids[1:].view(steps, rows)


def test_layer_sizes_narrow_to_the_embedding() -> None:
    assert Architecture(9, 400, 1150, 3).layer_sizes == ((400, 1150), (1150, 1150), (1150, 400))
    assert Architecture(9, 400, 1150, 1).layer_sizes == ((400, 400),)


def test_known_loss_and_state() -> None:
    """Computed once by this code and checked against a stack of plain ``nn.LSTM`` below."""
    model = with_formula_weights(LanguageModel(SIZES)).eval()
    ids, targets = window()
    out = model(ids, targets, model.encoder.zero_state(2))
    assert out.loss.item() == pytest.approx(KNOWN_LOSS, abs=1e-5)
    assert out.state[2][0][0].tolist() == pytest.approx(KNOWN_STATE, abs=1e-5)


def test_equals_a_plain_stack_in_eval_mode() -> None:
    model = with_formula_weights(LanguageModel(SIZES, ALL_DROPOUTS)).eval()
    ids, targets = window()
    x = nn.functional.embedding(ids, model.encoder.embedding.weight)
    for layer, (i, o) in zip(model.encoder.layers, SIZES.layer_sizes, strict=True):
        plain = nn.LSTM(i, o)
        plain.load_state_dict(layer.state_dict())
        x, _ = plain(x)
    logits = x @ model.encoder.embedding.weight.T + model.decoder.bias
    expected = nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten())
    out = model(ids, targets, model.encoder.zero_state(2))
    torch.testing.assert_close(out.loss, expected)
    torch.testing.assert_close(out.raw, x)
    torch.testing.assert_close(model.logits(ids, model.encoder.zero_state(2))[0], logits)


def test_dropouts_are_the_paper_s_where_nothing_else_is_said() -> None:
    assert Dropouts() == Dropouts(0.02, 0.25, 0.15, 0.2, 0.1)


def test_embedding_begins_within_a_tenth_of_zero() -> None:
    weight = AWDLSTM(Architecture(500, 40, 50, 1)).embedding.weight.detach()
    assert 0.099 < weight.abs().max() <= 0.1
    assert float(weight.std()) == pytest.approx(0.1 / 3**0.5, rel=0.05)  # uniform


@pytest.mark.parametrize(
    ("dtype", "softmax"),
    [
        (torch.bfloat16, torch.bfloat16),
        (torch.int8, torch.float32),
        (torch.float16, torch.bfloat16),
    ],
)
def test_narrow_products_are_of_every_layer_but_not_too_narrow_for_the_softmax(
    dtype: torch.dtype, softmax: torch.dtype
) -> None:
    model = LanguageModel(SIZES)
    model.set_compute_dtype(dtype)
    assert [layer.compute_dtype for layer in model.encoder.layers] == [dtype] * 3
    assert model.compute_dtype is softmax


def test_reading_in_two_windows_equals_reading_in_one() -> None:
    model = with_formula_weights(LanguageModel(SIZES)).eval()
    ids, _ = window(steps=8)
    whole, last = model.logits(ids, model.encoder.zero_state(2))
    first, state = model.logits(ids[:3], model.encoder.zero_state(2))
    second, end = model.logits(ids[3:], state)
    torch.testing.assert_close(torch.cat([first, second]), whole)
    torch.testing.assert_close(end, last)


def test_each_dropout_acts_in_training_and_none_in_eval_mode() -> None:
    ids, targets = window()
    for name in ("embedding", "input", "hidden", "weight", "output"):
        chances = {n: 0.6 if n == name else 0.0 for n in Dropouts.__dataclass_fields__}
        model = with_formula_weights(LanguageModel(SIZES, Dropouts(**chances)))
        plain = with_formula_weights(LanguageModel(SIZES, NO_DROPOUT))
        torch.manual_seed(4)
        state = model.encoder.zero_state(2)
        expected = plain(ids, targets, state).loss
        assert model.train()(ids, targets, state).loss != expected, name
        assert model.eval()(ids, targets, state).loss == expected, name
        model.train().set_dropouts(NO_DROPOUT)
        assert model(ids, targets, state).loss == expected, name


def test_output_dropout_is_in_dropped_not_in_raw() -> None:
    torch.manual_seed(5)
    model = with_formula_weights(LanguageModel(SIZES, Dropouts(0, 0, 0, 0, 0.5))).train()
    ids, targets = window()
    out = model(ids, targets, model.encoder.zero_state(2))
    gone = out.dropped == 0
    assert gone.any()
    assert not (out.raw == 0).any()
    torch.testing.assert_close(out.dropped[~gone], 2 * out.raw[~gone])


def test_dropout_factor_never_reaches_one() -> None:
    assert Dropouts(0.1, 0.2, 0.3, 0.4, 0.5).times(0.5) == Dropouts(0.05, 0.1, 0.15, 0.2, 0.25)
    assert max(Dropouts().times(100).__getattribute__(n) for n in ("input", "weight")) == 0.9


def test_decoder_and_embedding_stay_one_tensor() -> None:
    model = LanguageModel(SIZES)
    assert "decoder.weight" not in model.state_dict()
    model.load_state_dict(LanguageModel(SIZES).state_dict())
    twin = copy.deepcopy(model)
    with torch.no_grad():
        twin.encoder.embedding.weight.zero_()
        twin.decoder.bias.copy_(torch.arange(11.0))
    ids, _ = window()
    logits, _ = twin.logits(ids, twin.encoder.zero_state(2))
    torch.testing.assert_close(logits, torch.arange(11.0).expand(5, 2, 11))
    assert model.encoder.embedding.weight.abs().sum() > 0


def test_embedding_gets_the_gradient_of_both_its_ends() -> None:
    model = with_formula_weights(LanguageModel(SIZES))
    ids = torch.full((4, 1), 3)
    model(ids, torch.full((4, 1), 5), model.encoder.zero_state(1)).loss.backward()
    grad = model.encoder.embedding.weight.grad
    assert grad is not None
    assert (grad.abs().sum(1) > 0).all()  # as decoder rows, all words
    input_only = with_formula_weights(AWDLSTM(SIZES))
    outputs, _ = input_only(ids, input_only.zero_state(1))
    outputs[-1].sum().backward()
    assert input_only.embedding.weight.grad is not None
    assert (input_only.embedding.weight.grad.abs().sum(1) > 0).tolist() == [
        word == 3 for word in range(11)
    ]


def test_learns_a_repeating_sequence() -> None:
    torch.manual_seed(6)
    model = LanguageModel(Architecture(6, 12, 16, 2)).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.02)
    stream = torch.tensor([2, 4, 5, 3, 5] * 9)[:, None]  # what follows 5 depends on what was before
    for _ in range(200):
        out = model(stream[:-1], stream[1:], model.encoder.zero_state(1))
        out.loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    assert out.loss.item() < 0.1
    logits, _ = model.eval().logits(stream[:-1], model.encoder.zero_state(1))
    assert torch.equal(logits.argmax(2)[5:], stream[6:])
