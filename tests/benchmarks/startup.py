"""How long from the command to a window that can be seen, and that torch stays out of it.

    python -m tests.benchmarks.startup [--times 7]

On an invisible screen, each time a process of its own; the first start only warms the disk.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from subprocess import Popen

from tests.recipes.desktop import Desktop, desktop

TITLE = "ULMFiT Studio"


def start_until_seen(
    screen: Desktop, folder: Path, title: str, *paths: str
) -> tuple[float, Popen[bytes]]:
    """Seconds until a window of this title is mapped, and the process that shows it."""
    before = time.perf_counter()
    process = screen.start(["-m", "app", *paths], folder / "stderr.txt")
    search = ["xdotool", "search", "--sync", "--onlyvisible", "--name", f"^{title}$"]
    subprocess.run(search, env=screen.environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - before, process


def loads_torch(process: int) -> bool:
    """Whether a library of torch is in the memory of a process."""
    return "libtorch" in Path(f"/proc/{process}/maps").read_text()


def processor_seconds(process: int) -> float:
    """The time a process has had of a processor: what a start takes on an idle machine."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Print each start and their median."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=7)
    times = []
    for number in range(parser.parse_args().times + 1):
        with tempfile.TemporaryDirectory() as folder, desktop(Path(folder)) as screen:
            screen.environment.pop("QT_LINUX_ACCESSIBILITY_ALWAYS_ON")
            seconds, process = start_until_seen(screen, Path(folder), TITLE)
            torch = "with torch" if loads_torch(process.pid) else "without torch"
            worked = processor_seconds(process.pid)
            print(
                f"start {number}: {1000 * seconds:.0f} ms, {torch}, {1000 * worked:.0f} ms of work"
            )
            times.append(seconds)
    print(f"median of the warm ones: {1000 * statistics.median(times[1:]):.0f} ms")


if __name__ == "__main__":
    main()
