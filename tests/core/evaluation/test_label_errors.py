from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from ulmfit_core.evaluation import label_errors
from ulmfit_core.evaluation.label_errors import (
    find_contradictions,
    find_label_suspects,
    find_suspects,
)

HELD_OUT = np.array(
    [[0.9, 0.1], [0.8, 0.2], [0.7, 0.3], [0.2, 0.8], [0.1, 0.9], [0.95, 0.05], [0.45, 0.55]]
)
GIVEN = np.array([0, 0, 0, 1, 1, 1, 0])  # the sixth is wrong, the last only doubtful


def test_the_surest_contradiction_comes_first() -> None:
    suspects = find_suspects(HELD_OUT, GIVEN)
    assert [(s.place, s.given, s.suggested) for s in suspects] == [(5, 1, 0)]
    assert suspects[0].probability == pytest.approx(0.95)


def test_of_several_labels_each_is_suspected_by_itself() -> None:
    held_out = np.array([[0.9, 0.8], [0.95, 0.1], [0.1, 0.9], [0.05, 0.98], [0.85, 0.97]])
    given = np.array([[1, 1], [1, 0], [0, 1], [1, 1], [1, 0]])
    found = find_label_suspects(held_out, given)
    assert [(label, s.place, s.given, s.suggested) for label, s in found] == [
        (1, 4, 0, 1),
        (0, 3, 1, 0),
    ]


def test_doubt_alone_is_no_suspicion() -> None:
    # 0.55 for class 1 is less than that class's own documents usually get.
    assert 6 not in [s.place for s in find_suspects(HELD_OUT, GIVEN)]


def test_a_label_nobody_gave_suggests_nothing() -> None:
    held_out = np.array([[0.25, 0.05, 0.7], [0.05, 0.25, 0.7]])
    assert find_suspects(held_out, np.array([0, 1])) == []


def test_near_duplicates_with_two_labels_contradict() -> None:
    texts = np.array([[1, 0], [0.999, 0.04], [0, 1], [1, 0]], np.float32)
    pairs = find_contradictions(texts, np.array([0, 1, 1, 0]), 0.95)
    assert [(p.place, p.other) for p in pairs] == [(0, 1), (1, 3)]


def test_the_least_probable_of_the_given_labels_comes_first() -> None:
    held_out = np.array([[0.05, 0.65, 0.3], [0.08, 0.92, 0.0], [0.02, 0.1, 0.88]])
    right = np.repeat(np.eye(3) * 0.4 + 0.2, 4, axis=0)
    suspects = find_suspects(np.vstack([held_out, right]), np.array([0, 0, 0, *np.arange(12) // 4]))
    assert [(s.place, s.suggested) for s in suspects] == [(2, 2), (0, 1), (1, 1)]


def test_no_more_are_suspected_than_confident_learning_counts() -> None:
    held_out = np.array([[0.9, 0.1], [0.05, 0.95], [0.08, 0.92], [0.0, 1.0], [0.1, 0.9]])
    suspects = find_suspects(held_out, np.array([0, 0, 0, 1, 1]))
    assert [s.place for s in suspects] == [1]  # of class 1 it is usually 0.95 sure


def test_the_most_alike_contradict_first_wherever_they_stand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    angles = np.radians([0, 90, 97, 180, 183, 91])
    texts = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    for rows in (2, 1024):
        monkeypatch.setattr(label_errors, "_ROWS_AT_ONCE", rows)
        pairs = find_contradictions(texts, np.array([0, 0, 1, 0, 1, 1]), 0.99)
        assert [(p.place, p.other) for p in pairs] == [(1, 5), (3, 4), (1, 2)]


def test_of_equally_alike_pairs_the_first_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    texts, given = np.ones((60, 1), np.float32), np.arange(60) % 3
    expected = [(i, j) for i in range(60) for j in range(i + 1, 60) if given[i] != given[j]]
    for rows in (7, 1024):
        monkeypatch.setattr(label_errors, "_ROWS_AT_ONCE", rows)
        pairs = find_contradictions(texts, given, 0.95)
        assert [(p.place, p.other) for p in pairs] == expected[:200]
        assert {p.likeness for p in pairs} == {1.0}


def test_many_that_are_alike_take_little_memory() -> None:
    texts, given = np.ones((1500, 1), np.float32), np.arange(1500) % 2
    tracemalloc.start()
    try:
        assert len(find_contradictions(texts, given, 0.95)) == 200
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 40 * texts.size**2  # bytes; an object for each pair takes more
