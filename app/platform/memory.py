"""Memory that is free again, given back to the system.

The C library of Linux keeps what a thread frees, in a pool for each few threads, and of all but
the first pool it never gives back the end: some hundred megabytes after a few rounds of learning.
Elsewhere nothing has to be done.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Any

_ARENA_MAX = -8  # M_ARENA_MAX of glibc's malloc.h


def share_one_pool() -> None:
    """Have all threads take their memory from the first pool; before there are any."""
    mallopt = _of_c_library("mallopt")
    if mallopt is not None:
        mallopt(_ARENA_MAX, 1)


def give_back() -> None:
    """After much was computed in a thread."""
    trim = _of_c_library("malloc_trim")
    if trim is not None:
        trim(0)


def _of_c_library(name: str) -> Any:
    """A function of Linux's C library; None where it has none of that name, as musl."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
