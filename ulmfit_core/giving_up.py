"""Giving up a calculation in its midst, where nobody waits for it any more.

What takes seconds and leaves nothing half-done asks now and then; who runs it says in a ``with``
block when to give up. Outside of one nothing is given up. The block holds for its own thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class GivenUp(Exception):
    """Nobody wants the result any more."""


_is_unwanted: ContextVar[Callable[[], bool]] = ContextVar("is_unwanted", default=lambda: False)


@contextmanager
def given_up_if(is_unwanted: Callable[[], bool]) -> Iterator[None]:
    """Within, :func:`give_up_if_unwanted` raises GivenUp once this says so; ask it anything that
    takes no time."""
    token = _is_unwanted.set(is_unwanted)
    try:
        yield
    finally:
        _is_unwanted.reset(token)


def give_up_if_unwanted() -> None:
    """Raises GivenUp where whoever waits for the result has said so."""
    if _is_unwanted.get()():
        raise GivenUp
