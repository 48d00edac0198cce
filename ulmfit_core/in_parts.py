"""Work that is done part by part: a generator that yields after each, and returns the whole.

Whoever waits for it can say how far it is, and leave it between two parts.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, TypeVar

T = TypeVar("T")

InParts = Generator[None, None, T]


def returned(work: Generator[Any, None, T]) -> T:
    """What ``work`` returns, for whoever does not ask how far it is."""
    try:
        while True:
            next(work)
    except StopIteration as end:
        whole: T = end.value
        return whole
