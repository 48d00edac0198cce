"""A batch's rows shared by threads of one core each, which meet once and not at every product."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

import torch

Item = TypeVar("Item")
Result = TypeVar("Result")

_MIN_ROWS = 8  # a thread with fewer rows of the batch costs more than it brings


def shares_of(batch: int) -> list[slice]:
    """The rows of each thread: equal shares of the batch, one where sharing does not pay."""
    threads = max(1, min(torch.get_num_threads(), batch // _MIN_ROWS))
    bounds = [batch * k // threads for k in range(threads + 1)]
    return [slice(a, b) for a, b in itertools.pairwise(bounds)]


def on_threads(work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """``work`` of each item, a thread of one core each; a single item is done at once."""
    if len(items) == 1:
        return [work(items[0])]
    return list(_pool(len(items)).map(_without_autograd(work), items))


def _without_autograd(work: Callable[[Item], Result]) -> Callable[[Item], Result]:
    """``work`` in the caller's mode: autograd's modes are per thread, the pool's start enabled."""
    mode = torch.inference_mode if torch.is_inference_mode_enabled() else torch.no_grad
    return mode()(work)


@cache
def _pool(threads: int) -> ThreadPoolExecutor:
    """Threads that share nothing: OpenMP's thread count is each thread's own."""
    return ThreadPoolExecutor(threads, "lstm", initializer=lambda: torch.set_num_threads(1))
