"""Times and memory as people say them."""

from __future__ import annotations

from PySide6.QtCore import QLocale

from app.translation import tr, tr_count
from ulmfit_core.training.estimate import Estimate

_GIGABYTE = 1e9


def duration_words(seconds: float) -> str:
    """``"12 min"``, as roughly as anyone needs it."""
    if seconds < 50:
        return tr("{n} s", n=max(5, 5 * round(seconds / 5)))
    minutes = max(1, round(seconds / 60))
    if minutes < 90:
        return tr_count("{n} min", "{n} min", minutes)
    return tr("{n} h", n=QLocale().toString(seconds / 3600, "f", 1))


def memory_words(n_bytes: int) -> str:
    """``"0.9 GB"``."""
    return tr("{n} GB", n=QLocale().toString(max(0.1, n_bytes / _GIGABYTE), "f", 1))


def estimate_words(estimate: Estimate) -> str:
    """``"About 12 min, 0.9 GB"``, of memory."""
    return tr(
        "About {time}, {memory}",
        time=duration_words(estimate.seconds),
        memory=memory_words(estimate.memory),
    )
