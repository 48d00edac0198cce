from __future__ import annotations

import subprocess
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


IN_THREADS = """
import sys, threading
from app.platform.memory import give_back, share_one_pool
from tests.gui.test_memory import resident
if sys.argv[1] == "one pool":
    share_one_pool()
bytearray(20 << 20)  # once freed, the library keeps twice as much at the end of a pool
held = []
def work():
    pieces = [bytearray(20_000) for _ in range(1500)]  # 30 MB at the end of a pool
    held.append(pieces.pop(0))
    all_at_once.wait()
all_at_once = threading.Barrier(4)
before = resident()
threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
give_back()
print(resident() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing has to be done")
def test_what_threads_free_is_given_back_where_they_share_a_pool() -> None:
    command = [sys.executable, "-c", IN_THREADS, "one pool"]  # without: 116 MB stay
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert int(done.stdout) < 20e6


def test_elsewhere_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    give_back()
