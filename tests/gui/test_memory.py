from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app.platform.memory import give_back

N, SIZE = 200_000, 400  # 80 MB in pieces that the C library keeps for itself


def resident() -> int:
    """The memory of this process, in bytes."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * 4096


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing has to be done")
def test_what_was_freed_below_what_is_held_is_given_back() -> None:
    # More than what Python keeps small objects in; the last piece holds the heap's top.
    pieces = [bytearray(2 * SIZE) for _ in range(N)]
    held = pieces.pop()
    full = resident()
    del pieces
    give_back()
    assert resident() < full - N * SIZE
    assert len(held) == 2 * SIZE


def test_elsewhere_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    give_back()
