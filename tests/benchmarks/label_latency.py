"""From a key on the page Label to the suggestions that have learnt from it, in the real window.

    python -m tests.benchmarks.label_latency 10000 [--labelled 100] [--keys 40] [--training 2]

A made-up project of so many texts with six labels is prepared for suggestions, as ``--prepared``
of ``benchmark_window`` does. Then labels are given by keys, one a second; told is how long a key
holds the window up, how long it takes until suggestions, confidences and queue have learnt from
it, and how late the window's thread beats all the while. ``--training`` processes multiply
matrices at the priority of the app's own trainings, ``--busy`` ones at the window's.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tests.benchmarks.benchmark_project import N_WORDS, label_names
from tests.benchmarks.benchmark_window import prepare_texts
from ulmfit_core.corpus.document import Document
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.project import Project
from ulmfit_core.worker import NICENESS

if TYPE_CHECKING:
    from app.main_window import MainWindow

N_LABELS = 6
PAUSE, BEAT, PATIENCE = 1.0, 0.005, 120.0  # seconds


def documents(n: int, n_labelled: int) -> Iterator[Document]:
    """Texts of 30 words, five of them told by its label; the first ones have theirs."""
    draw, names = random.Random(1), label_names(N_LABELS)
    for row in range(n):
        kind = row % N_LABELS
        words = [f"w{int(N_WORDS ** draw.random())}" for _ in range(25)]
        words += [f"{names[kind].replace(' ', '')}{int(400 ** draw.random())}" for _ in range(5)]
        labels = (names[kind],) if row < n_labelled else ()
        yield Document(" ".join(words), labels, str(row), "made.csv", row + 2)


def make_project(folder: Path, n: int, n_labelled: int) -> None:
    """A project prepared for suggestions."""
    with Project.create(folder, "Latency") as project:
        settings = ImportSettings("made.csv", test_fraction=0.0)
        for _ in project.import_documents(documents(n, n_labelled), settings):
            pass
    prepare_texts(folder)


def press_keys(window: MainWindow, n_keys: int) -> tuple[list[float], list[float], list[float]]:
    """Seconds that a key holds the window up, until its label is learnt, and late beats."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from app.pages.label_page import LabelPage

    desk, late = window.studio.suggestions, []

    def until(is_so: Callable[[], bool]) -> None:
        begun = last = time.perf_counter()
        while not is_so():
            if last - begun > PATIENCE:
                raise SystemExit("A key was pressed and nothing has been learnt from it.")
            QApplication.processEvents()
            time.sleep(BEAT)
            now = time.perf_counter()
            late.append(now - last - BEAT)
            last = now

    def learnt_since(n_before: int) -> bool:
        return desk.suggestions.n_labelled > n_before

    def has_come(end: float) -> bool:
        return time.perf_counter() > end

    window.go_to("label")
    page = window.page()
    assert isinstance(page, LabelPage)
    until(
        lambda: (
            page.document is not None  # a key pressed before there is a text labels none
            and desk.suggestions.reads
            and not window.studio.activities.running
        )
    )
    late.clear()
    held, learnt = [], []
    for number in range(n_keys):
        before, begun = desk.suggestions.n_labelled, time.perf_counter()
        focus = QApplication.focusWidget() or window
        QTest.keyClick(focus, Qt.Key(Qt.Key.Key_1 + number % N_LABELS))
        QApplication.processEvents()
        held.append(time.perf_counter() - begun)
        until(partial(learnt_since, before))
        learnt.append(time.perf_counter() - begun)
        until(partial(has_come, begun + max(PAUSE, learnt[-1])))
    return held, learnt, late


def multiply(niceness: int) -> None:
    """Keep a core and its caches at work."""
    os.nice(niceness)
    matrix = np.ones((1500, 1500), np.float32)
    while True:
        matrix @ matrix


def show(what: str, seconds: list[float]) -> None:
    """One line of the table."""
    p50, p95 = np.percentile(seconds, (50, 95))
    print(f"{what:<28}{1000 * p50:>9.0f}{1000 * p95:>9.0f}{1000 * max(seconds):>9.0f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", type=int)
    parser.add_argument("--labelled", type=int, default=100)
    parser.add_argument("--keys", type=int, default=40)
    parser.add_argument("--training", type=int, default=0)
    parser.add_argument("--busy", type=int, default=0)
    wanted = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from app.application import create_application, create_studio
    from app.garbage import Collector, spare_what_stays
    from app.main_window import MainWindow
    from app.pages.registry import page_factories
    from app.preferences import Preferences

    application = create_application(["label_latency"])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_project(folder / "project", wanted.documents, wanted.labelled)
        studio = create_studio(application, Preferences(folder / "preferences.json"))
        studio.workspace.opened.connect(studio.suggestions.get_ready)
        window = MainWindow(studio, page_factories())
        spare_what_stays(window)
        Collector(window)
        window.resize(1360, 860)
        window.show()
        studio.workspace.open(folder / "project")
        priorities = [NICENESS] * wanted.training + [0] * wanted.busy
        crowd = [
            multiprocessing.Process(target=multiply, args=(niceness,), daemon=True)
            for niceness in priorities
        ]
        for one in crowd:
            one.start()
        held, learnt, late = press_keys(window, wanted.keys)
        for one in crowd:
            one.kill()
        studio.workspace.close()
        studio.activities.finish()
        window.close()
    beside = f"{wanted.training} niced and {wanted.busy} other processes beside"
    print(f"{wanted.documents:,} texts, {wanted.labelled} labels, {beside}")
    print(f"{'ms':<28}{'p50':>9}{'p95':>9}{'max':>9}")
    show("a key holds the window", held)
    show("until it is learnt", learnt)
    show("late beats", late)


if __name__ == "__main__":
    main()
