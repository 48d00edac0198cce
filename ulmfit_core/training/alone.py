"""A training within a process that has other things to do."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ulmfit_core.training.presets import Preset

_LOCK = threading.Lock()  # torch and SentencePiece draw from one generator for all threads


@contextmanager
def alone(preset: Preset) -> Iterator[None]:
    """One such training at a time, which leaves torch's random state as it found it; torch is not
    imported where no network trains."""
    with _LOCK:
        if preset.is_instant and preset.language_model is None:
            yield
            return
        import torch

        in_use = torch.cuda.is_initialized()  # type: ignore[no-untyped-call]
        cards = list(range(torch.cuda.device_count() if in_use else 0))
        with torch.random.fork_rng(cards):
            yield
