from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ulmfit_core.corpus.duplicates import duplicate_groups
from ulmfit_core.corpus.splits import train_validation_split
from ulmfit_core.errors import InputError

LABELS = ["a"] * 100 + ["b"] * 20 + ["c"] * 10 + ["d"]
DRAWN = [
    [1, 4, 14, 15, 31, 32, 33, 37],
    [5, 8, 10, 14, 19, 33, 36, 37],
    [5, 7, 9, 10, 11, 13, 15, 28, 30, 32, 33, 34, 36, 38],
]


def test_a_split_keeps_proportions_and_covers_everything() -> None:
    train, valid = train_validation_split(LABELS, 0.2, seed=3)
    assert sorted([*train, *valid]) == list(range(len(LABELS)))
    assert Counter(LABELS[i] for i in valid) == {"a": 20, "b": 4, "c": 2}
    assert train.dtype == np.int64
    assert list(train) == sorted(train)


def test_a_split_depends_on_the_seed_alone() -> None:
    first = train_validation_split(LABELS, 0.2, seed=3)
    again = train_validation_split(list(LABELS), 0.2, seed=3)
    other = train_validation_split(LABELS, 0.2, seed=4)
    assert np.array_equal(first[1], again[1])
    assert not np.array_equal(first[1], other[1])


def test_a_seed_draws_what_it_always_drew() -> None:
    """A training that was paused by an earlier version splits its texts once more."""
    rows = [tuple("abcde"[: 1 + i % 5 : 1 + i % 3]) if i % 7 else () for i in range(40)]
    single = train_validation_split([(*row, "f")[0] for row in rows], 0.2, seed=5)
    several = train_validation_split(rows, 0.2, seed=5)
    grouped = train_validation_split(rows, 0.3, seed=6, groups=[i % 23 for i in range(40)])
    assert [valid.tolist() for _, valid in (single, several, grouped)] == DRAWN


def test_each_text_is_looked_at_a_few_times_however_many_labels_there_are() -> None:
    n_asked = 0

    class Label(str):
        def __hash__(self) -> int:
            nonlocal n_asked
            n_asked += 1
            return super().__hash__()

    train_validation_split([Label(i % 100) for i in range(1000)], 0.2, seed=0)
    assert n_asked < 30 * 1000


@settings(max_examples=40, deadline=None)
@given(
    labels=st.lists(st.sampled_from("abcdef"), min_size=12, max_size=60),
    fraction=st.floats(0.05, 0.95),
    seed=st.integers(0, 1000),
)
def test_no_class_is_lost_from_training(labels: list[str], fraction: float, seed: int) -> None:
    try:
        train, valid = train_validation_split(labels, fraction, seed)
    except InputError:
        return
    assert {labels[i] for i in train} == set(labels)
    assert len(valid) > 0


@settings(max_examples=40, deadline=None)
@given(
    labels=st.lists(st.lists(st.sampled_from("abcd"), unique=True).map(tuple), min_size=20),
    groups_of=st.integers(1, 4),
    seed=st.integers(0, 1000),
)
def test_groups_stay_together_with_several_labels(
    labels: list[tuple[str, ...]], groups_of: int, seed: int
) -> None:
    groups = [i // groups_of for i in range(len(labels))]
    train, valid = train_validation_split(labels, 0.3, seed, groups)
    assert not {groups[i] for i in train} & {groups[i] for i in valid}
    assert {label for i in train for label in labels[i]} == {x for own in labels for x in own}


def test_each_label_of_several_is_dealt_in_proportion() -> None:
    rng = np.random.default_rng(0)
    shares = {"a": 0.7, "b": 0.3, "c": 0.1, "d": 0.05}
    labels = [tuple(name for name, p in shares.items() if rng.random() < p) for _ in range(2000)]
    total = Counter(label for own in labels for label in own)
    train, valid = train_validation_split(labels, 0.2, seed=1)
    counts = Counter(label for i in valid for label in labels[i])
    assert all(abs(counts[label] - total[label] / 5) <= 4 for label in shares)
    assert len(train) + len(valid) == 2000


def test_impossible_splits_are_refused_politely() -> None:
    with pytest.raises(InputError, match="too few"):
        train_validation_split(["a", "b", "c"], 0.3, seed=0)


@pytest.mark.parametrize("fraction", [0.0, 1.0, -1.0])
def test_a_fraction_is_a_fraction(fraction: float) -> None:
    with pytest.raises(ValueError, match="fraction"):
        train_validation_split(LABELS, fraction, seed=0)


def test_duplicates_do_not_straddle_a_split() -> None:
    texts = [f"Text  {i % 40}" if i % 2 else f"text {i % 40} " for i in range(200)]
    labels = ["x" if i % 3 else "y" for i in range(200)]
    train, valid = train_validation_split(labels, 0.25, 0, duplicate_groups(texts))
    assert not {texts[i].split()[1] for i in train} & {texts[i].split()[1] for i in valid}
    assert 30 <= len(valid) <= 70


@settings(max_examples=100, deadline=None)
@given(
    labels=st.lists(st.lists(st.sampled_from("abcdef"), unique=True).map(tuple), min_size=1),
    n_groups=st.integers(1, 20),
    fraction=st.floats(0.05, 0.95),
)
def test_one_is_held_out_where_others_have_its_labels(
    labels: list[tuple[str, ...]], n_groups: int, fraction: float
) -> None:
    groups = [i % n_groups for i in range(len(labels))]
    units = [
        {label for i, own in enumerate(labels) if groups[i] == group for label in own or ("",)}
        for group in set(groups)
    ]
    n_having = Counter(label for unit in units for label in unit)
    try:
        train, valid = train_validation_split(labels, fraction, 0, groups)
    except InputError:
        assert all(any(n_having[label] == 1 for label in unit) for unit in units)
        return
    assert {label for i in train for label in labels[i] or ("",)} == set(n_having)
    assert len(valid)


def test_duplicates_are_told_of_where_they_leave_too_few() -> None:
    with pytest.raises(InputError, match="12 texts, 2 of them different, are too few"):
        train_validation_split(["x", "y"] * 6, 0.2, seed=0, groups=["a", "b"] * 6)
    with pytest.raises(InputError, match="All 12 texts are the same: none can"):
        train_validation_split(["x", "y"] * 6, 0.2, seed=0, groups=["a"] * 12)
