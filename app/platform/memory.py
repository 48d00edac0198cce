"""Memory that is free again, given back to the system."""

from __future__ import annotations

import ctypes
import sys


def give_back() -> None:
    """After much was computed in a thread: the C library of Linux keeps what that thread frees,
    some hundred megabytes after a few rounds. Elsewhere nothing has to be done."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # musl has none
        if trim is not None:
            trim(0)
