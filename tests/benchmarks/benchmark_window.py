"""How the window feels with a million documents: opening, searching, scrolling, memory.

    python -m tests.benchmarks.benchmark_window [--documents 1000000] [--project FOLDER]

Keys go to the real program on an invisible screen. While they do, the thread that draws is asked
small questions; how late it answers is how smooth it is. FOLDER is kept and used again.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from tests.benchmarks.benchmark_project import import_all
from tests.benchmarks.startup import loads_torch, processor_seconds, start_until_seen
from tests.recipes.assistive import Assistive
from tests.recipes.desktop import Desktop, desktop
from ulmfit_core.project.filters import DocumentFilter
from ulmfit_core.project.project import Project

NAME = "Benchmark"  # as import_all calls its project
SEARCHES = ("w77", "w4077 w1", "w49000", "w1")
N_PAGES = 60
COUNT = "[0-9]* texts*"  # above the table


def watched(screen: Desktop, process: int, what: str, action: Callable[[], object]) -> None:
    """Do something and print how long it took, how much of that the window's process worked, and
    how late it answered meanwhile."""
    over: list[bool] = []
    asker = Assistive(screen.environment["DBUS_SESSION_BUS_ADDRESS"])
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(asker.answer_times, lambda: bool(over))
        start, worked = time.perf_counter(), processor_seconds(process)
        try:
            action()
        finally:
            over.append(True)
        seconds = time.perf_counter() - start
        worked = processor_seconds(process) - worked
        late = sorted(asked.result())
    asker.close()
    middle, p99 = (1000 * late[int(share * (len(late) - 1))] for share in (0.5, 0.99))
    answers = f"answers within {middle:.1f} ms, 99 % {p99:.0f} ms, all {1000 * late[-1]:.0f} ms"
    print(
        f"{what:<20}{seconds:>7.2f} s, {worked:.2f} s of work; {answers} ({len(late)})", flush=True
    )


def peak_memory(process: int) -> float:
    """The largest resident memory of a process so far, in MiB."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def search(screen: Desktop, words: str, n_found: int) -> None:
    """Type words into the search field and wait for as many texts as have them."""
    screen.press("ctrl+a")
    screen.write(words)
    screen.wait_for(f"{n_found:,} texts*")


def numbers_of_texts(project: Path) -> dict[str, int]:
    """How many texts have the words of each search."""
    with Project.open(project) as opened:
        return {words: opened.documents.count(DocumentFilter(search=words)) for words in SEARCHES}


def use(screen: Desktop, folder: Path, project: Path) -> None:
    """Open, look at a text, search, scroll, label one."""
    expected = numbers_of_texts(project)
    title = f"{NAME} – ULMFiT Studio"
    seconds, process = start_until_seen(screen, folder, title, str(project))
    print(f"from the command to the open project: {seconds:.2f} s", flush=True)
    print(f"peak memory then: {peak_memory(process.pid):,.0f} MiB", flush=True)
    screen.take_keyboard(title)
    watched(
        screen, process.pid, "page Label", lambda: (screen.press("ctrl+2"), screen.read("The text"))
    )
    watched(screen, process.pid, "one decision", lambda: screen.press("1"))
    watched(screen, process.pid, "table", lambda: (screen.press("ctrl+f"), screen.wait_for(COUNT)))
    for words, n_found in expected.items():
        find = partial(search, screen, words, n_found)
        watched(screen, process.pid, f"search {words}", find)
    screen.press("Tab", "Tab", "Tab")
    watched(screen, process.pid, f"{N_PAGES} pages down", lambda: screen.press(*["Next"] * N_PAGES))
    watched(
        screen, process.pid, "to the end and back", lambda: screen.press("ctrl+End", "ctrl+Home")
    )
    memory, torch = peak_memory(process.pid), loads_torch(process.pid)
    print(f"peak memory: {memory:,.0f} MiB; torch loaded: {torch}", flush=True)
    screen.press("ctrl+q")
    process.wait()  # else the next opening looks through the whole file


def main() -> None:
    """Make the project where there is none, then use it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--project", type=Path)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, desktop(Path(folder)) as screen:
        project = wanted.project or Path(folder) / "project"
        if not project.exists():
            import_all(project, wanted.documents)
        use(screen, Path(folder), project)


if __name__ == "__main__":
    main()
