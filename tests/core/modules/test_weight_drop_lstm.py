"""The weight-dropped LSTM layer: ``nn.LSTM`` but for the dropped recurrent weight."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import pytest
import torch
from torch import Tensor, nn

from ulmfit_core.modules.weight_drop_lstm import WeightDropLSTM

T, B, E, H = 7, 3, 5, 6  # steps, batch, input size, hidden size
NARROW = pytest.mark.parametrize("dtype", [torch.bfloat16, torch.int8])
NAMES = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]


@pytest.fixture(autouse=True)
def _seeded() -> None:
    torch.manual_seed(1)


@pytest.fixture
def two_threads() -> Iterator[None]:
    """As many threads as share a batch between them."""
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


def plain_twin(layer: WeightDropLSTM) -> nn.LSTM:
    twin = nn.LSTM(layer.input_size, layer.hidden_size)
    twin.load_state_dict(layer.state_dict())
    return twin


def state_of(batch: int, hidden: int) -> tuple[Tensor, Tensor]:
    return torch.randn(batch, hidden), torch.randn(batch, hidden)


def test_names_are_those_of_a_plain_lstm() -> None:
    layer = WeightDropLSTM(E, H, 0.5)
    assert list(layer.state_dict()) == list(nn.LSTM(E, H).state_dict()) == NAMES
    assert [name for name, _ in layer.named_parameters()] == NAMES


def test_it_remembers_by_default() -> None:
    """The biases of the forget gate, the second of four, begin at 1 together."""
    layer = WeightDropLSTM(E, H)
    biases = (layer.bias_ih_l0 + layer.bias_hh_l0).view(4, H)
    assert torch.equal(biases[1], torch.ones(H))
    assert (biases[[0, 2, 3]].abs() < 0.9).all()


def test_equals_a_plain_lstm_in_eval_mode() -> None:
    layer = WeightDropLSTM(E, H, 0.5).eval()
    x, (h, c) = torch.randn(T, B, E), state_of(B, H)
    out, (new_h, new_c) = layer(x, (h, c), layer.draw())
    expected, (last_h, last_c) = plain_twin(layer)(x, (h[None], c[None]))
    assert torch.equal(out, expected)
    assert torch.equal(new_h, last_h[0])
    assert torch.equal(new_c, last_c[0])


def test_dropped_weight_spares_the_first_step_only() -> None:
    layer = WeightDropLSTM(E, H, 0.5).train()
    x = torch.randn(T, B, E)
    out, _ = layer(x, layer.zero_state(B), layer.draw())
    plain, _ = plain_twin(layer)(x)
    assert torch.equal(out[0], plain[0])
    assert (out[1:] - plain[1:]).abs().amax((1, 2)).min() > 1e-4


def test_gradient_is_zero_where_the_weight_was_dropped_and_nowhere_else() -> None:
    layer = WeightDropLSTM(E, H, 0.5).train()
    mask = layer.draw()
    assert mask is not None
    out, _ = layer(torch.randn(T, B, E), state_of(B, H), mask)
    out.square().sum().backward()
    grad = layer.weight_hh_l0.grad
    assert grad is not None
    assert torch.equal(grad == 0, mask == 0)
    assert 0.3 < float((mask == 0).float().mean()) < 0.7
    assert set(mask.unique().tolist()) == {0.0, 2.0}


def test_weights_stay_raw_and_a_deep_copy_works_after_training() -> None:
    layer = WeightDropLSTM(E, H, 0.5).train()
    raw = layer.weight_hh_l0.detach().clone()
    out, _ = layer(torch.randn(T, B, E), layer.zero_state(B), layer.draw())
    out.sum().backward()
    assert torch.equal(layer.weight_hh_l0, raw)
    twin = copy.deepcopy(layer)
    assert torch.equal(twin.weight_hh_l0, raw)
    assert twin.weight_hh_l0.data_ptr() != layer.weight_hh_l0.data_ptr()


def test_no_gradient_enters_or_leaves_by_the_state() -> None:
    layer = WeightDropLSTM(E, H)
    h, c = (t.requires_grad_() for t in state_of(B, H))
    out, (new_h, new_c) = layer(torch.randn(T, B, E), (h, c))
    out.sum().backward()
    assert h.grad is None
    assert c.grad is None
    assert not new_h.requires_grad
    assert not new_c.requires_grad


def test_forgets_little_at_first() -> None:
    layer = WeightDropLSTM(E, H)
    assert (layer.bias_ih_l0 + layer.bias_hh_l0)[H : 2 * H].tolist() == [1.0] * H


@pytest.mark.usefixtures("two_threads")
@pytest.mark.parametrize(("steps", "batch"), [(9, 16), (1, 19), (5, 33)])
def test_shared_by_threads_equals_a_plain_lstm(steps: int, batch: int) -> None:
    layer = WeightDropLSTM(E, H)
    x, (h, c), weigh = torch.randn(steps, batch, E), state_of(batch, H), torch.randn(H)
    twin, given, plainly = plain_twin(layer), *(x.clone().requires_grad_() for _ in "ab")
    out, (new_h, new_c) = layer(given, (h, c))
    torch.set_num_threads(1)  # the backward pass takes the shares as they were made
    (out * weigh).square().sum().backward()
    expected, (last_h, last_c) = twin(plainly, (h[None], c[None]))
    (expected * weigh).square().sum().backward()
    has_onednn = torch.backends.mkldnn.is_available()  # not on macOS
    assert ("SharedLSTM" in str(out.grad_fn)) is has_onednn
    for ours, theirs in ((out, expected), (new_h, last_h[0]), (new_c, last_c[0])):
        torch.testing.assert_close(ours, theirs)
    torch.testing.assert_close(given.grad, plainly.grad)
    for name, parameter in layer.named_parameters():
        torch.testing.assert_close(parameter.grad, twin.get_parameter(name).grad)


@pytest.mark.usefixtures("two_threads")
def test_shared_by_threads_gives_the_state_no_gradient() -> None:
    layer = WeightDropLSTM(E, H)
    h, c = (t.requires_grad_() for t in state_of(16, H))
    out, (new_h, new_c) = layer(torch.randn(T, 16, E), (h, c))
    out.sum().backward()
    assert h.grad is None
    assert c.grad is None
    assert not new_h.requires_grad
    assert not new_c.requires_grad


@pytest.mark.usefixtures("two_threads")
@pytest.mark.parametrize(
    ("steps", "batch"),
    [(9, 3), (1, 3), (9, 1), (1, 1), (9, 16), (5, 19), (1, 33), (50, 3), (19, 32), (3, 300)],
)
@pytest.mark.parametrize(("dtype", "bound"), [(torch.bfloat16, 0.02), (torch.int8, 0.03)])
def test_fewer_bits_agree_with_float32(
    dtype: torch.dtype, bound: float, steps: int, batch: int
) -> None:
    exact = WeightDropLSTM(E, 16)
    rounded = copy.deepcopy(exact)
    rounded.compute_dtype = dtype
    x, state = torch.randn(steps, batch, E), state_of(batch, 16)
    weigh = torch.randn(steps, batch, 16)  # each step's gradient is another
    results = []
    for layer in (exact, rounded):
        given = x.clone().requires_grad_()
        out, new_state = layer(given, state)
        (out * weigh).sum().backward()
        grads = {name: p.grad for name, p in layer.named_parameters()}
        results.append({"out": out, "h": new_state[0], "c": new_state[1], "x": given.grad, **grads})
    for name, expected in results[0].items():
        got = results[1][name]
        assert got.dtype is torch.float32, name
        error = (got - expected).norm() / expected.norm()
        assert error < bound, (name, float(error))


@pytest.mark.usefixtures("two_threads")
@NARROW
def test_fewer_bits_on_threads_equal_one_thread(dtype: torch.dtype) -> None:
    layer = WeightDropLSTM(E, 16)
    layer.compute_dtype = dtype
    x, state = torch.randn(6, 20, E), state_of(20, 16)
    answers = []
    for threads in (1, 2):
        torch.set_num_threads(threads)
        layer.zero_grad()
        out, _ = layer(x, state)
        out.square().sum().backward()
        answers.append([out, *(p.grad for p in layer.parameters())])
    for alone, shared in zip(*answers, strict=True):
        torch.testing.assert_close(shared, alone, rtol=0.02, atol=1e-3)


@pytest.mark.usefixtures("two_threads")
@pytest.mark.parametrize("mode", [torch.no_grad, torch.inference_mode])
def test_bfloat16_on_threads_answers_without_gradients(mode: type) -> None:
    layer = WeightDropLSTM(E, 16).eval()
    layer.compute_dtype = torch.bfloat16
    x, state = torch.randn(6, 20, E), state_of(20, 16)
    expected, _ = layer(x, state)
    with mode():
        out, _ = layer(x, state)
    assert torch.equal(out, expected)


@NARROW
def test_fewer_bits_give_the_state_no_gradient(dtype: torch.dtype) -> None:
    layer = WeightDropLSTM(E, H)
    layer.compute_dtype = dtype
    h, c = (t.requires_grad_() for t in state_of(B, H))
    out, (new_h, new_c) = layer(torch.randn(T, B, E), (h, c))
    out.sum().backward()
    assert h.grad is None
    assert c.grad is None
    assert not new_h.requires_grad
    assert not new_c.requires_grad


@NARROW
def test_gradient_in_fewer_bits_is_zero_where_the_weight_was_dropped(dtype: torch.dtype) -> None:
    layer = WeightDropLSTM(E, H, 0.5).train()
    layer.compute_dtype = dtype
    mask = layer.draw()
    out, _ = layer(torch.randn(T, B, E), state_of(B, H), mask)
    out.square().sum().backward()
    assert torch.equal(layer.weight_hh_l0.grad == 0, mask == 0)


def test_int8_is_for_training_and_reads_in_float32() -> None:
    exact = WeightDropLSTM(E, H)
    rounded = copy.deepcopy(exact)
    rounded.compute_dtype = torch.int8
    x, state = torch.randn(T, B, E), state_of(B, H)
    assert not torch.equal(rounded(x, state)[0], exact(x, state)[0])
    assert torch.equal(rounded.eval()(x, state)[0], exact.eval()(x, state)[0])


def test_int8_takes_rows_of_zeros() -> None:
    layer = WeightDropLSTM(E, H)
    layer.compute_dtype = torch.int8
    out, _ = layer(torch.zeros(T, B, E), layer.zero_state(B))
    out.sum().backward()
    assert out.isfinite().all()
    assert all(p.grad.isfinite().all() for p in layer.parameters())
