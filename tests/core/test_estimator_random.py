"""A training within somebody's process: it draws from torch's one generator there."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import torch

from tests.core.test_estimator import MOODS, TEXTS, trained_in_steps


def fitted_bytes(seed: int) -> bytes:
    return trained_in_steps(random_state=seed).fit(TEXTS, MOODS).model_bytes_


def test_what_the_caller_draws_next_is_as_without_a_training() -> None:
    torch.manual_seed(5)
    wanted = torch.rand(3)
    torch.manual_seed(5)
    fitted_bytes(0)
    assert torch.equal(torch.rand(3), wanted)


def test_trainings_in_threads_are_those_in_turn() -> None:
    seeds = range(4)
    with ThreadPoolExecutor(4) as threads:
        at_once = list(threads.map(fitted_bytes, seeds))
    assert at_once == list(map(fitted_bytes, seeds))
