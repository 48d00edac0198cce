"""How the window feels with a million documents: opening, searching, scrolling, memory.

    python -m tests.benchmarks.benchmark_window [--documents 1000000] [--labels 5] [--prepared]
        [--project FOLDER]

Keys go to the real program on an invisible screen. While they do, the thread that draws is asked
small questions; how late it answers is how smooth it is. FOLDER is kept and used again.

With ``--prepared`` the first 200,000 texts are prepared for suggestions before: their words as
they are, and in place of the language model's reading random numbers, as many as it would be.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np

from tests.benchmarks.benchmark_project import SUBJECTS, import_all
from tests.benchmarks.startup import loads_torch, processor_seconds, start_until_seen
from tests.recipes.assistive import Assistive
from tests.recipes.desktop import Desktop, desktop
from ulmfit_core.base_models import list_bases
from ulmfit_core.fewshot.encoder import encoder_key
from ulmfit_core.fewshot.jobs import PrepareJob
from ulmfit_core.fewshot.prepare import MOST_DOCUMENTS, STAMP, VIEWS_FOLDER, prepare
from ulmfit_core.fewshot.stored_views import save_reading
from ulmfit_core.fewshot.views import DIMENSIONS
from ulmfit_core.json_file import write_json
from ulmfit_core.project.filters import DocumentFilter
from ulmfit_core.project.project import DATABASE_NAME, Project

NAME = "Benchmark"  # as import_all calls its project
SEARCHES = ("w77", "w4077 w1", "w49000", "w1")
N_PAGES = 60
COUNT = "[0-9]* texts*"  # above the table
QUIET = 5.0  # seconds without work after which nothing is going on


def watched(screen: Desktop, process: int, what: str, action: Callable[[], object]) -> None:
    """Do something and print how long it took, how much of that the window's process worked, how
    late it answered meanwhile, and what memory it has then."""
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
    work = f"{seconds:>7.2f} s, {worked:.2f} s of work"
    held = f"{memory(process, 'VmRSS'):,.0f} MiB"
    print(f"{what:<20}{work}; {answers} ({len(late)}); {held}", flush=True)


def memory(process: int, kind: str) -> float:
    """The resident memory of a process in MiB: now (VmRSS) or the most so far (VmHWM)."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(kind)) / 1024


def rest(process: int) -> None:
    """Wait until the window has nothing to do, nor its threads."""
    worked = -1.0
    while processor_seconds(process) - worked > QUIET / 50:
        worked = processor_seconds(process)
        time.sleep(QUIET)


def prepare_texts(folder: Path) -> None:
    """What a preparation leaves in a project's cache, but for what was read."""
    with Project.open(folder) as project:
        mark, cache = project.imports.mark(), project.cache_dir
        n = min(project.documents.count(), MOST_DOCUMENTS)
    start = time.perf_counter()
    job = PrepareJob(str(cache / "preparing"), str(folder / DATABASE_NAME), str(cache), mark)
    for _ in prepare(job):
        pass
    views = cache / VIEWS_FOLDER
    random = np.random.default_rng(0).standard_normal((n, DIMENSIONS), np.float32)
    save_reading(random / np.float32(DIMENSIONS**0.5), views)
    base = next(base for base in list_bases() if base.direction == "forward")
    stamp = json.loads((views / STAMP).read_text("utf-8"))
    write_json(views / STAMP, {**stamp, "reading": encoder_key(base.folder)})
    print(f"words of {n:,} texts: {time.perf_counter() - start:.0f} s", flush=True)


def search(screen: Desktop, words: str, n_found: int) -> None:
    """Type words into the search field and wait for as many texts as have them."""
    screen.press("ctrl+a")
    screen.write(words)
    screen.wait_for(f"{n_found:,} texts*")


def open_label_page(screen: Desktop) -> None:
    """Go there and read the text."""
    screen.press("ctrl+2")
    screen.read("The text")


def open_table(screen: Desktop) -> None:
    """Have the texts listed, and counted."""
    screen.press("ctrl+f")
    screen.wait_for(COUNT)


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
    print(f"peak memory then: {memory(process.pid, 'VmHWM'):,.0f} MiB", flush=True)
    screen.take_keyboard(title)
    watched(screen, process.pid, "page Label", partial(open_label_page, screen))
    watched(screen, process.pid, "one decision", lambda: screen.press("1"))
    watched(screen, process.pid, "until it rests", lambda: rest(process.pid))
    print(f"peak memory then: {memory(process.pid, 'VmHWM'):,.0f} MiB", flush=True)
    watched(screen, process.pid, "ten decisions", lambda: screen.press(*["1", "2"] * 5))
    watched(screen, process.pid, "until it rests", lambda: rest(process.pid))
    watched(screen, process.pid, "table", partial(open_table, screen))
    for words, n_found in expected.items():
        find = partial(search, screen, words, n_found)
        watched(screen, process.pid, f"search {words}", find)
    screen.press("Tab", "Tab", "Tab")
    watched(screen, process.pid, f"{N_PAGES} pages down", lambda: screen.press(*["Next"] * N_PAGES))
    watched(
        screen, process.pid, "to the end and back", lambda: screen.press("ctrl+End", "ctrl+Home")
    )
    rest(process.pid)
    peak, now = memory(process.pid, "VmHWM"), memory(process.pid, "VmRSS")
    torch = loads_torch(process.pid)
    print(f"peak memory: {peak:,.0f} MiB, now {now:,.0f} MiB; torch loaded: {torch}", flush=True)
    screen.press("ctrl+q")
    process.wait()  # else the next opening looks through the whole file


def main() -> None:
    """Make the project where there is none, then use it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--labels", type=int, default=len(SUBJECTS))
    parser.add_argument("--prepared", action="store_true")
    parser.add_argument("--project", type=Path)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, desktop(Path(folder)) as screen:
        project = wanted.project or Path(folder) / "project"
        if not project.exists():
            import_all(project, wanted.documents, wanted.labels)
        if wanted.prepared:
            prepare_texts(project)
        use(screen, Path(folder), project)


if __name__ == "__main__":
    main()
