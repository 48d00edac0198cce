"""How a project of a million documents feels: import, open, page, search, count, label, undo.

    python -m tests.benchmarks.benchmark_project --documents 1000000 [--labels 5]

Prints a line for each action; the peak is the memory of the whole process.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from ulmfit_core.corpus.document import Document
from ulmfit_core.project.filters import QUEUE, DocumentFilter, Status
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.project import Project

SUBJECTS = ("weather", "sport", "money", "law", "food")
N_WORDS = 50_000
SEARCHES = ("w77", "w4077 w1", "w49000")


def label_names(n: int) -> tuple[str, ...]:
    """The subjects, then the same with a number."""
    rounds = range(-(-n // len(SUBJECTS)))
    names = (f"{subject} {number or ''}".strip() for number in rounds for subject in SUBJECTS)
    return tuple(names)[:n]


def documents(n: int, n_labels: int, seed: int = 1) -> Iterator[Document]:
    """Texts of some 30 words drawn by Zipf's law; half of them labelled, one in 50 repeated."""
    draw, names = random.Random(seed), label_names(n_labels)
    text = ""
    for row in range(n):
        if row % 50 or not text:
            words = (int(N_WORDS ** draw.random()) for _ in range(30))
            text = " ".join(f"w{word}" for word in words)
        labels = (draw.choice(names),) if row % 2 else ()
        yield Document(text, labels, str(row), "made.csv", row + 2)


def timed(what: str, action: Callable[[], object]) -> None:
    """Print how long the second of two calls takes."""
    action()
    start = time.perf_counter()
    action()
    print(f"{what:<44}{1000 * (time.perf_counter() - start):>10.1f} ms")


def import_all(folder: Path, n: int, n_labels: int) -> None:
    """Create a project and import ``n`` documents with ``n_labels`` labels."""
    start = time.perf_counter()
    longest = 0.0
    with Project.create(folder, "Benchmark") as project:
        last = start
        for _ in project.import_documents(documents(n, n_labels), ImportSettings("made.csv")):
            longest, last = max(longest, time.perf_counter() - last), time.perf_counter()
    seconds = time.perf_counter() - start
    size = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
    print(f"import of {n:,} documents: {seconds:.1f} s, {n / seconds:,.0f} a second")
    print(f"longest time without progress: {longest:.2f} s; on disk: {size / 2**20:,.0f} MiB")


def open_once(folder: Path) -> None:
    """Open a project, count, read the first page."""
    with Project.open(folder) as project:
        project.documents.counts()
        project.documents.page()


def read(project: Project) -> None:
    """The lists and figures of the window."""
    store = project.documents
    label = project.labels.all()[0].id
    middle = store.count() // 2
    filters = {
        "queue": QUEUE,
        "label": DocumentFilter(label=label),
        "test set": DocumentFilter(is_test=True),
        "test set, labelled": DocumentFilter(is_test=True, status=Status.LABELLED),
        "duplicates": DocumentFilter(is_duplicate=True),
        **{f"search {text!r}": DocumentFilter(search=text) for text in SEARCHES},
        "search 'w77', label": DocumentFilter(search="w77", label=label),
    }
    timed("counts", store.counts)
    timed("page in the middle", lambda: store.page(after=middle))
    for name, wanted in filters.items():
        timed(f"page: {name}", partial(store.page, wanted, after=middle))
        timed(f"count: {name}", partial(store.count, wanted))
    timed("all ids of the queue", lambda: store.document_ids(QUEUE))
    timed("all ids of a label", lambda: store.document_ids(filters["label"]))


def change(project: Project) -> None:
    """Decisions, one and many, and back."""
    labels = [label.id for label in project.labels.all()]
    queue = project.documents.document_ids(QUEUE)
    timed("one decision", lambda: project.annotations.label([int(queue[9])], labels[:1]))
    timed("undo, redo one decision", lambda: (project.commands.undo(), project.commands.redo()))
    ids = [int(id_) for id_ in queue[:10_000]]
    timed(f"label {len(ids):,}", lambda: project.annotations.label(ids, labels[:1]))
    timed(f"undo, redo {len(ids):,}", lambda: (project.commands.undo(), project.commands.redo()))
    start = time.perf_counter()
    project.labels.merge(labels[1:3], labels[0])
    merged = time.perf_counter()
    project.commands.undo()
    print(f"merge two of {len(labels)} labels: {merged - start:.1f} s")
    print(f"undo it: {time.perf_counter() - merged:.1f} s")


def main() -> None:
    """Run all of it in a temporary folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--labels", type=int, default=len(SUBJECTS))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "project"
        import_all(folder, arguments.documents, arguments.labels)
        timed("open, counts, first page", lambda: open_once(folder))
        with Project.open(folder) as project:
            read(project)
            change(project)
    unit = 2**20 if sys.platform == "darwin" else 2**10
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    print(f"peak memory: {peak:,.0f} MiB")


if __name__ == "__main__":
    main()
