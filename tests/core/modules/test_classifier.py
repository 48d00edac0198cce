"""The classifier: a text scores the same wherever it stands, and memory tricks change nothing."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import pytest
import torch
from torch import Tensor

from ulmfit_core.architecture import Architecture
from ulmfit_core.modules import classifier as classifier_module
from ulmfit_core.modules.awd_lstm import (
    NO_DROPOUT,
    Dropouts,
)
from ulmfit_core.modules.classifier import Classifier, concat_pool
from ulmfit_core.tokenizer import BOS_ID, PAD_ID

SIZES = Architecture(vocab_size=40, embedding_size=6, hidden_size=10, n_layers=3)
DROPOUTS = Dropouts(0.2, 0.3, 0.3, 0.4, 0.3)


def tiny_classifier(bptt: int = 7, dropouts: Dropouts = NO_DROPOUT) -> Classifier:
    torch.manual_seed(7)
    model = Classifier(SIZES, 3, dropouts, bptt=bptt, norm="layer")
    with torch.no_grad():
        for parameter in model.encoder.parameters():
            parameter.normal_(0, 0.5)
    return model


def documents(*lengths: int) -> tuple[Tensor, Tensor]:
    """Random documents of these lengths, longest first, right-padded."""
    generator = torch.Generator().manual_seed(8)
    ids = torch.full((max(lengths), len(lengths)), PAD_ID)
    for row, length in enumerate(sorted(lengths, reverse=True)):
        ids[1:length, row] = torch.randint(4, 40, (length - 1,), generator=generator)
        ids[0, row] = BOS_ID
    return ids, torch.tensor(sorted(lengths, reverse=True))


MIXED = [1 + (37 * k * k) % 50 for k in range(64)]  # of one token to eight chunks


def test_a_text_scores_the_same_alone_and_in_a_batch() -> None:
    model = tiny_classifier().eval()
    ids, lengths = documents(*MIXED)
    together = model(ids, lengths)[0].softmax(1)
    for row, length in enumerate(lengths.tolist()):
        alone = model(ids[:length, row : row + 1], lengths[row : row + 1])[0].softmax(1)
        assert (alone[0] - together[row]).abs().max() < 1e-5


def test_chunk_size_does_not_matter_in_eval_mode() -> None:
    ids, lengths = documents(*MIXED)
    answers = [tiny_classifier(bptt).eval()(ids, lengths) for bptt in (1, 3, 7, 50, 1000)]
    for logits, pooled in answers[1:]:
        torch.testing.assert_close(logits, answers[0][0], rtol=1e-5, atol=1e-5)
        torch.testing.assert_close(pooled.squares, answers[0][1].squares, rtol=1e-5, atol=1e-5)


def test_what_stands_in_the_padding_does_not_matter() -> None:
    model = tiny_classifier().eval()
    ids, lengths = documents(*MIXED)
    expected = model(ids, lengths)
    padded = torch.arange(len(ids))[:, None] >= lengths[None, :]
    got = model(torch.where(padded, 17, ids), lengths)
    assert torch.equal(got[0], expected[0])
    assert torch.equal(got[1].squares, expected[1].squares)
    assert torch.equal(got[1].changes, expected[1].changes)


def test_pooling_equals_a_plain_loop() -> None:
    hidden, lengths = torch.randn(9, 4, 5), torch.tensor([9, 6, 2, 1])
    rows = []
    for row, length in enumerate(lengths.tolist()):
        own = hidden[:length, row]
        rows.append(torch.cat([own[-1], own.amax(0), own.mean(0)]))
    torch.testing.assert_close(concat_pool(hidden, lengths), torch.stack(rows))


def test_the_mean_of_16_bits_is_taken_in_32() -> None:
    hidden = torch.randn(300, 1, 5).bfloat16()
    mean = concat_pool(hidden, torch.tensor([300]))[0, -5:]
    torch.testing.assert_close(mean, hidden.float().mean(0)[0])


def test_chunked_pooling_equals_pooling_at_once() -> None:
    model = tiny_classifier().eval()
    ids, lengths = documents(*MIXED)
    outputs, _ = model.encoder(ids, model.encoder.zero_state(ids.shape[1]))
    torch.testing.assert_close(
        model.reader(ids, lengths).features, concat_pool(outputs[-1], lengths), rtol=1e-5, atol=1e-5
    )


def test_activation_regularisation_averages_over_real_tokens_only() -> None:
    model = tiny_classifier(bptt=1000).eval()
    ids, lengths = documents(30, 11, 1)
    outputs, _ = model.encoder(ids, model.encoder.zero_state(3))
    real = torch.arange(30)[:, None] < lengths[None, :]
    pooled = model.reader(ids, lengths)
    torch.testing.assert_close(pooled.squares, outputs[-1][real].square().mean())
    steps = (outputs[-1][1:] - outputs[-1][:-1])[real[1:]]
    torch.testing.assert_close(
        pooled.changes, steps.square().sum() / (int(lengths.sum()) * SIZES.embedding_size)
    )


@pytest.mark.parametrize("bptt", [7, 1000])
@pytest.mark.parametrize("threads", [1, 2])
def test_recomputed_chunks_give_the_same_gradients(
    threads: int, bptt: int, monkeypatch: pytest.MonkeyPatch, restored_threads: None
) -> None:
    ids, lengths = documents(40, 33, *[12] * 20, 5, 1)  # rows enough for two threads to share
    torch.set_num_threads(threads)
    results = []
    for threshold in (0, 10**9):
        monkeypatch.setattr(classifier_module, "_KEPT_BYTES", threshold)
        model = tiny_classifier(bptt, DROPOUTS).train()
        torch.manual_seed(9)
        logits, pooled = model(ids, lengths)
        (logits.square().sum() + pooled.squares + pooled.changes).backward()
        results.append([logits.detach(), *(p.grad for p in model.parameters())])
    for redone, kept in zip(*results, strict=True):
        torch.testing.assert_close(redone, kept, rtol=0, atol=0)


@pytest.fixture
def restored_threads() -> Iterator[None]:
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


@pytest.mark.parametrize("bound", ["_KEPT_BYTES", "_KEPT_CHUNKS"])
def test_recomputing_really_keeps_fewer_activations(
    bound: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids, lengths = documents(40, 33, 12, 5, 1)
    kept = []
    for threshold in (0, 10**9):
        monkeypatch.setattr(classifier_module, bound, threshold)
        numbers: list[int] = []

        def count(tensor: Tensor, numbers: list[int] = numbers) -> Tensor:
            numbers.append(tensor.numel())
            return tensor

        with torch.autograd.graph.saved_tensors_hooks(count, lambda tensor: tensor):
            tiny_classifier().train()(ids, lengths)
        kept.append(sum(numbers))
    assert kept[0] < kept[1] / 2


@pytest.mark.parametrize(
    ("dtype", "most"), [(torch.float32, 9.9), (torch.int8, 1.5), (torch.bfloat16, 1.5)]
)
def test_what_is_kept_is_told_well(dtype: torch.dtype, most: float) -> None:
    """At most what is said, and for layers of our own not far below it."""
    model = Classifier(Architecture(300, 128, 320, 3), 2, DROPOUTS).train()
    model.encoder.set_compute_dtype(dtype)
    weights = {p.untyped_storage().data_ptr() for p in model.parameters()}
    kept: dict[int, int] = {}

    def count(tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        kept[storage.data_ptr()] = storage.nbytes()
        return tensor

    ids, lengths = documents(*[70] * 32)
    with torch.autograd.graph.saved_tensors_hooks(count, lambda tensor: tensor):
        model(ids, lengths)
    found = sum(size for place, size in kept.items() if place not in weights)
    said = model.reader._activation_bytes(ids)
    assert found <= said < most * found


def test_one_set_of_masks_serves_all_chunks() -> None:
    """Reading in chunks with dropout equals reading at once: masks are drawn per step."""
    ids, lengths = documents(40, 33, 12)
    answers = []
    for bptt in (7, 1000):
        model = tiny_classifier(bptt, DROPOUTS).train()
        torch.manual_seed(9)
        answers.append(model.reader(ids, lengths).features)
    torch.testing.assert_close(*answers, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("name", ["embedding", "input", "hidden", "weight"])
def test_each_dropout_acts_in_training_and_none_in_eval_mode(name: str) -> None:
    ids, lengths = documents(40, 33, 12)
    chances = {n: 0.5 if n == name else 0.0 for n in Dropouts.__dataclass_fields__}
    model, plain = tiny_classifier(dropouts=Dropouts(**chances)), tiny_classifier()
    expected = plain.reader(ids, lengths).features
    assert (model.train().reader(ids, lengths).features - expected).abs().max() > 1e-3
    assert torch.equal(model.eval().reader(ids, lengths).features, expected)


def test_gradient_stops_at_the_chunk() -> None:
    """BPT3C: the state crosses chunks, its gradient does not (paper section 3.3)."""
    model = tiny_classifier(bptt=5)
    ids, lengths = documents(10)
    ids[:5] = 20  # a word of the first chunk alone
    ids[5:] = 21
    pooled = model.reader(ids, lengths)
    pooled.features[:, : SIZES.embedding_size].sum().backward()  # the last state
    grad = model.encoder.embedding.weight.grad
    assert grad is not None
    assert grad[20].abs().sum() == 0
    assert grad[21].abs().sum() > 0


def test_but_the_state_itself_crosses() -> None:
    model = tiny_classifier(bptt=5).eval()
    ids, lengths = documents(10)
    before = model.reader(ids, lengths).features[:, : SIZES.embedding_size]
    ids[1] = (ids[1] + 1) % 40
    after = model.reader(ids, lengths).features[:, : SIZES.embedding_size]
    assert (before - after).abs().max() > 1e-4


def test_empty_text_is_finite() -> None:
    model = tiny_classifier().train()
    logits, pooled = model(torch.tensor([[BOS_ID, BOS_ID]]), torch.tensor([1, 1]))
    (logits.sum() + pooled.squares + pooled.changes).backward()
    assert torch.isfinite(logits).all()
    assert all(torch.isfinite(p.grad).all() for p in model.parameters() if p.grad is not None)


@pytest.mark.parametrize("norm", ["batch", "layer"])
def test_weights_round_trip_by_their_names_in_the_model_file(norm: str) -> None:
    torch.manual_seed(10)
    model = Classifier(SIZES, 3, DROPOUTS, norm=norm)
    names = set(model.contract_state())
    assert "encoder.layers.2.weight_hh_l0" in names
    assert "head.blocks.1.linear.bias" in names
    assert ("head.blocks.0.norm.running_mean" in names) == (norm == "batch")
    other = Classifier(SIZES, 3, DROPOUTS, norm=norm)
    other.load_contract_state(model.contract_state())
    for name, tensor in other.state_dict().items():
        assert torch.equal(tensor, model.state_dict()[name]), name


def test_deep_copy_works_after_training() -> None:
    model = tiny_classifier(dropouts=DROPOUTS).train()
    ids, lengths = documents(20, 10)
    model(ids, lengths)[0].sum().backward()
    twin = copy.deepcopy(model).eval()
    assert torch.equal(twin(ids, lengths)[0], model.eval()(ids, lengths)[0])


def test_head_is_two_blocks_of_norm_dropout_linear() -> None:
    model = tiny_classifier().eval()
    features = torch.randn(5, 18)
    first, second = model.head.blocks
    hidden = first.linear(torch.nn.functional.layer_norm(features, (18,))).relu()
    expected = second.linear(torch.nn.functional.layer_norm(hidden, (50,)))
    torch.testing.assert_close(model.head(features), expected)


def test_head_drops_a_tenth_before_its_last_layer_whatever_the_factor() -> None:
    for dropouts in (DROPOUTS, DROPOUTS.times(0.5)):
        chances = [block.dropout.p for block in tiny_classifier(dropouts=dropouts).head.blocks]
        assert chances == [dropouts.output, 0.1]
