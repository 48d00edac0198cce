"""Loops over time that TorchScript runs: without Python's lock, threads do not wait in them."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable
from functools import cache, wraps
from typing import ParamSpec, TypeVar

import torch

_Given = ParamSpec("_Given")
_Answer = TypeVar("_Answer")
_COMPILING = threading.Lock()


def scripted(function: Callable[_Given, _Answer]) -> Callable[_Given, _Answer]:
    """``function``, compiled when it is first called; where that is impossible, itself.

    torch.compile is what torch recommends instead, but it needs a C++ compiler, and those
    who classify texts have none.
    """

    @wraps(function)
    def call(*given: _Given.args, **named: _Given.kwargs) -> _Answer:
        with _COMPILING:
            compiled: Callable[_Given, _Answer] = _compiled(function)
        return compiled(*given, **named)

    return call


@cache
def _compiled(function: Callable[_Given, _Answer]) -> Callable[_Given, _Answer]:
    script = getattr(torch.jit, "script", None)  # deprecated, so it may go
    if script is None:
        return function
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return script(function)  # type: ignore[no-any-return]
