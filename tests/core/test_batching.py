"""Batches: nothing read twice or left out, budgets kept, the same again from a seed."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from ulmfit_core.batching import (
    ClassifierBatches,
    LanguageModelBatches,
    document_batch,
    document_stream,
)
from ulmfit_core.token_store import TokenStore
from ulmfit_core.tokenizer import BOS_ID, PAD_ID


def store_of(*lengths: int) -> TokenStore:
    """Documents of these lengths: bos, then ids that occur nowhere else."""
    offsets = np.cumsum([0, *lengths], dtype=np.int64)
    ids = (np.arange(offsets[-1]) + 10).astype(np.uint16)
    ids[offsets[:-1]] = BOS_ID
    return TokenStore(ids, offsets, int(offsets[-1]))


def read(batches: LanguageModelBatches, position: int = 0) -> NDArray[np.int64]:
    """What the rows read, [row, target], from ``position`` to their end."""
    return torch.cat([w.ids for w in batches.windows(position)]).T.numpy()


def test_stream_holds_every_document_whole() -> None:
    store = store_of(4, 1, 7, 3)
    stream = document_stream(store, seed=1)
    assert sorted(stream) == sorted(store.ids)
    text = stream.tolist()
    for index in range(store.n_documents):
        document = store.document(index).tolist()
        assert any(
            text[k : k + len(document)] == document for k in range(len(text) - len(document) + 1)
        )


def test_stream_backward_keeps_each_bos_in_front() -> None:
    store = store_of(4)
    assert document_stream(store, 0, backward=True).tolist() == [BOS_ID, 13, 12, 11]
    assert document_stream(store_of(1), 0, backward=True).tolist() == [BOS_ID]


def test_order_of_documents_follows_the_seed() -> None:
    store = store_of(*[3] * 20)
    first, again, other = (document_stream(store, seed).tolist() for seed in (1, 1, 2))
    assert first == again != other


@pytest.mark.parametrize("variable", [False, True])
@pytest.mark.parametrize(
    ("n", "rows", "bptt"), [(1000, 4, 70), (203, 8, 7), (64, 64, 70), (3, 1, 1)]
)
def test_every_token_is_read_once_but_the_tail(
    n: int, rows: int, bptt: int, variable: bool
) -> None:
    stream = np.arange(n)
    batches = LanguageModelBatches(stream, rows, bptt, variable=variable, seed=3)
    seen = read(batches)
    assert seen.ravel().tolist() == list(range(seen.size))  # row after row, in order
    assert n - 1 - seen.size < batches.batch_size  # all but what does not fill the rows
    for window in batches.windows():
        assert torch.equal(window.targets, window.ids + 1)
        assert window.ids.shape == (window.position - window.start, batches.batch_size)


def test_windows_vary_around_bptt_and_never_far_above() -> None:
    batches = LanguageModelBatches(np.arange(200_000), 1, 70, variable=True, seed=1)
    lengths = [stop - start for start, stop in batches.spans()][:-1]
    assert max(lengths) <= 80
    assert min(lengths) >= 5
    assert 66 < np.mean(lengths) < 71
    short = [length for length in lengths if length < 50]
    assert 0.02 < len(short) / len(lengths) < 0.09
    assert 33 < np.mean(short) < 37  # around half


def test_fixed_windows_are_of_one_length() -> None:
    batches = LanguageModelBatches(np.arange(100), 1, 30)
    assert list(batches.spans()) == [(0, 30), (30, 60), (60, 90), (90, 99)]


def test_reading_on_from_any_window_gives_what_was_left() -> None:
    batches = LanguageModelBatches(np.arange(500), 2, 9, variable=True, seed=5)
    whole = list(batches.windows())
    for k, window in enumerate(whole[:-1]):
        rest = list(
            LanguageModelBatches(np.arange(500), 2, 9, variable=True, seed=5).windows(
                window.position
            )
        )
        assert len(rest) == len(whole) - k - 1
        assert all(torch.equal(a.ids, b.ids) for a, b in zip(rest, whole[k + 1 :], strict=True))


@pytest.mark.parametrize(("n", "rows"), [(1, 1), (2, 1), (3, 1), (5, 2), (6, 2), (7, 3)])
def test_short_streams_have_rows_of_two_targets_at_least(n: int, rows: int) -> None:
    batches = LanguageModelBatches(np.arange(n), 64, 70)
    assert batches.batch_size == rows
    windows = list(batches.windows())
    assert sum(w.ids.numel() for w in windows) <= n - 1
    assert bool(windows) == (n > 1)


LENGTHS = np.random.default_rng(1).integers(1, 400, 777)


@pytest.mark.parametrize("batch_size", [1, 2, 4, 32, 64])
@pytest.mark.parametrize("n", [1, 2, 3, 5, 50, 777])
def test_every_document_once_an_epoch_and_none_alone(n: int, batch_size: int) -> None:
    batches = ClassifierBatches(LENGTHS[:n], batch_size, 2_000).shuffled(seed=4)
    assert sorted(np.concatenate(batches)) == list(range(n))
    assert n == 1 or min(len(b) for b in batches) >= 2
    assert max(len(b) for b in batches) <= max(3, batch_size + 1)


def test_budgets_of_documents_and_tokens_are_kept() -> None:
    for indices in ClassifierBatches(LENGTHS, 32, 2_000).in_order():
        assert len(indices) <= 32
        assert len(indices) == 1 or len(indices) * LENGTHS[indices].max() <= 2_000
    for indices in ClassifierBatches(LENGTHS, 32, 2_000).shuffled(1):
        # A document joined to a batch, so as not to be alone, may go beyond by itself.
        assert (len(indices) - 1) * np.sort(LENGTHS[indices])[-2] <= 2_000


def test_documents_longer_than_the_budget_go_by_twos_and_alone_in_evaluation() -> None:
    sampler = ClassifierBatches(np.full(9, 5_000), 32, 2_000)
    assert sorted(len(b) for b in sampler.shuffled(1)) == [2, 2, 2, 3]
    assert [len(b) for b in sampler.in_order()] == [1] * 9


def test_documents_of_a_batch_are_of_like_length() -> None:
    batches = ClassifierBatches(LENGTHS, 32, 10**6).shuffled(2)
    spread = [LENGTHS[b].max() - LENGTHS[b].min() for b in batches]
    assert np.mean(spread) < 60  # at random it would be near 380


def test_order_of_batches_follows_the_seed() -> None:
    sampler = ClassifierBatches(LENGTHS, 8, 10**6)
    first, again, other = ([b.tolist() for b in sampler.shuffled(seed)] for seed in (1, 1, 2))
    assert first == again != other


def test_evaluation_reads_the_longest_first() -> None:
    longest = [int(LENGTHS[b].max()) for b in ClassifierBatches(LENGTHS, 8, 2_000).in_order()]
    assert longest == sorted(longest, reverse=True)


@pytest.mark.parametrize("backward", [False, True])
def test_batch_is_right_padded_longest_first(backward: bool) -> None:
    store = store_of(2, 5, 1)
    batch = document_batch(store, np.array([0, 1, 2]), backward=backward)
    assert batch.lengths.tolist() == [5, 2, 1]
    assert batch.indices.tolist() == [1, 0, 2]
    body = [16, 15, 14, 13] if backward else [13, 14, 15, 16]
    assert batch.ids.T.tolist() == [
        [BOS_ID, *body],
        [BOS_ID, 11, PAD_ID, PAD_ID, PAD_ID],
        [BOS_ID, PAD_ID, PAD_ID, PAD_ID, PAD_ID],
    ]
    assert batch.ids.dtype is torch.int64


def test_same_batch_whatever_the_order_asked_for() -> None:
    store = store_of(3, 4, 5)
    answers = {
        tuple(document_batch(store, np.array(order)).ids.flatten().tolist())
        for order in itertools.permutations(range(3))
    }
    assert len(answers) == 1
