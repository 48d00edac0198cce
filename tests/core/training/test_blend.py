"""One answer from a network's directions and the words beside them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from ulmfit_core.training.blend import Blend, find_blend, held_out_probabilities

Floats = NDArray[np.float64]


def heard(targets: NDArray[np.int64], strength: float, seed: int) -> Floats:
    """Logits that speak for the target, and noise of size one."""
    noise = np.random.default_rng(seed).normal(size=(len(targets), 3))
    return strength * np.eye(3)[targets] + noise


def accuracy(probabilities: Floats, targets: NDArray[np.int64]) -> float:
    return float((probabilities.argmax(1) == targets).mean())


TARGETS = np.arange(240) % 3


def test_without_words_directions_are_averaged_at_one_temperature() -> None:
    network = [heard(TARGETS, 3, 1), heard(TARGETS, 3, 2)]
    blend = find_blend(network, None, TARGETS)
    assert blend.words_weight == 0
    each = [np.exp(logits / blend.temperature) for logits in network]
    expected = np.mean([e / e.sum(1, keepdims=True) for e in each], axis=0)
    np.testing.assert_allclose(blend.probabilities(network, None, "single"), expected)


@pytest.mark.parametrize("with_words", [False, True])
def test_the_temperature_makes_the_mean_of_the_directions_honest(with_words: bool) -> None:
    targets = np.tile(TARGETS, 10)
    network = [heard(targets, 1.5, 1), heard(targets, 1.5, 2)]
    words = heard(targets, 1.5, 3) if with_words else None
    found = find_blend(network, words, targets)

    def loss(factor: float) -> float:
        blend = replace(found, temperature=factor * found.temperature)
        said = blend.probabilities(network, words, "single")
        return float(-np.log(said[np.arange(len(targets)), targets]).mean())

    assert loss(1.0) < min(loss(0.9), loss(1.1))


def test_two_that_err_apart_are_better_together() -> None:
    network, words = [heard(TARGETS, 1.5, 1)], heard(TARGETS, 1.5, 2)
    blend = find_blend(network, words, TARGETS)
    assert blend.words_weight > 0
    together = accuracy(blend.probabilities(network, words, "single"), TARGETS)
    alone = [accuracy(logits, TARGETS) for logits in (network[0], words)]
    assert together > max(alone) + 0.02


@pytest.mark.parametrize(("network", "words"), [(4.0, 0.0), (0.0, 4.0)])
def test_who_knows_nothing_hardly_counts(network: float, words: float) -> None:
    logits = [heard(TARGETS, network, 1)], heard(TARGETS, words, 2)
    blend = find_blend(*logits, TARGETS)
    assert blend.words_weight < 0.2 if network else blend.words_weight > 4
    assert accuracy(blend.probabilities(*logits, "single"), TARGETS) > 0.95


def test_few_texts_do_not_choose() -> None:
    few = TARGETS[:12]
    blend = find_blend([heard(few, 8, 1)], heard(few, 0, 2), few)
    assert blend == Blend(2.0, 1.0)  # the mean of both logits
    assert find_blend([], None, few[:0]) == Blend()


def test_labels_apart_are_blended_too() -> None:
    targets = (np.random.default_rng(0).random((120, 3)) < 0.4).astype(np.int64)
    network = [4.0 * targets - 2 + np.random.default_rng(1).normal(size=targets.shape) * 2]
    words = 4.0 * targets - 2 + np.random.default_rng(2).normal(size=targets.shape) * 2
    found = find_blend(network, words, targets).probabilities(network, words, "multi")
    errors = ((found > 0.5) != targets).mean()
    assert errors < ((network[0] > 0) != targets).mean()


@pytest.mark.parametrize("words", [None, heard(TARGETS, 1.5, 2)])
def test_what_is_measured_owes_nothing_to_the_choice(words: Floats | None) -> None:
    network = [heard(TARGETS, 1.5, 1)]
    found = held_out_probabilities(network, words, TARGETS, "single", 0)
    half = np.random.default_rng(0).permutation(len(TARGETS))[:120]
    other = TARGETS.copy()
    other[half] = (other[half] + 1) % 3
    again = held_out_probabilities(network, words, other, "single", 0)
    np.testing.assert_array_equal(again[half], found[half])
    assert not np.allclose(again, found)


@pytest.mark.parametrize("n", [20, 21, 26, 39])
def test_of_few_texts_each_part_is_measured_by_what_the_others_chose(n: int) -> None:
    network, words, targets = [heard(TARGETS, 1.5, 1)[:n]], heard(TARGETS, 1.5, 2)[:n], TARGETS[:n]
    found = held_out_probabilities(network, words, targets, "single", 0)
    for row in (0, n - 1):
        other = targets.copy()
        other[row] = (other[row] + 1) % 3
        again = held_out_probabilities(network, words, other, "single", 0)
        np.testing.assert_array_equal(again[row], found[row])


def test_as_many_as_choose_speak_for_the_rest() -> None:
    network, words, targets = [heard(TARGETS, 4, 1)[:21]], heard(TARGETS, 0, 2)[:21], TARGETS[:21]
    found = held_out_probabilities(network, words, targets, "single", 0)
    unchosen = Blend(2.0, 1.0).probabilities(network, words, "single")
    assert not any(np.allclose(*rows) for rows in zip(found, unchosen, strict=True))
