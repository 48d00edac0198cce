"""Whether the window stays alive during a training at full speed.

    python -m tests.benchmarks.heartbeat --minutes 10
    xvfb-run -a python -m tests.benchmarks.heartbeat --minutes 10 --platform xcb

Opens the real window with the bundled sample, trains it again and again with the recipes given,
watches the live plots, and lets a timer in the window's thread beat every 10 ms. Prints how late
the beats are: all together, and by what the training was doing. A process that does nothing but
beat as well tells how late this computer is by itself. Where the window's thread was during the
latest beats is told with ``--stacks``.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
import threading
import time
import traceback
from collections import defaultdict
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from app.main_window import MainWindow
    from app.pages.train_page import TrainPage

BEAT = 10  # ms
BOUNDS = {"p99": 50.0, "max": 100.0}  # ms
OUTSIDE = "between trainings"
Beats = dict[str, list[float]]


def still_beats(seconds: float, results: Connection) -> None:
    """How late a process is that has nothing else to do; milliseconds."""
    late, end = [], time.perf_counter() + seconds
    while (before := time.perf_counter()) < end:
        time.sleep(BEAT / 1000)
        late.append(1000 * (time.perf_counter() - before) - BEAT)
    results.send(late)


class Stacks:
    """What the main thread was doing when a beat was late by more than this many milliseconds."""

    def __init__(self, late: float) -> None:
        self._late, self._last, self._told = late / 1000, time.perf_counter(), False
        self._main = threading.main_thread().ident
        threading.Thread(target=self._watch, daemon=True).start()

    def beat(self) -> None:
        self._last, self._told = time.perf_counter(), False

    def _watch(self) -> None:
        while True:
            time.sleep(BEAT / 2000)
            if not self._told and time.perf_counter() - self._last > self._late + BEAT / 1000:
                self._told = True
                frame = sys._current_frames()[self._main or 0]
                where = "".join(traceback.format_stack(frame)[-6:])
                print(f"late by more than {1000 * self._late:g} ms:\n{where}", flush=True)


def watch(
    window: MainWindow, folder: Path, minutes: float, recipes: list[str], stacks: Stacks | None
) -> Beats:
    """Train and beat; milliseconds late, by what the training was doing."""
    from PySide6.QtCore import QElapsedTimer, QEventLoop, Qt, QTimer

    page = _train_page(window, folder)
    desk, beats = window.studio.training, defaultdict[str, list[float]](list)
    clock, loop = QElapsedTimer(), QEventLoop()
    order = iter(recipes * 10_000)

    def beat() -> None:
        late = clock.nsecsElapsed() / 1e6 - BEAT
        clock.restart()
        if stacks:
            stacks.beat()
        beats[_phase(window)].append(late)

    def again() -> None:
        if not desk.is_busy:
            page.view.back.click()
            page.setup.cards[next(order)].click()
            page.start.click()

    timers = []
    for interval, action in ((BEAT, beat), (500, again)):
        timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=interval)
        timer.timeout.connect(action)
        timers.append(timer)
        timer.start()
    clock.start()
    print(f"beating for {minutes:g} minutes", flush=True)
    QTimer.singleShot(round(60_000 * minutes), loop.quit)
    loop.exec()
    for timer in timers:
        timer.stop()
    return beats


def _phase(window: MainWindow) -> str:
    desk = window.studio.training
    if not desk.is_busy:
        return OUTSIDE
    if desk.record.is_assembling:
        return "writing the model"
    return desk.record.phase or "encoding the texts"


def _train_page(window: MainWindow, folder: Path) -> TrainPage:
    from app.operations.sample import try_sample
    from app.pages.train_page import TrainPage

    try_sample(window.studio, folder)
    _until(lambda: window.studio.workspace.is_open and not window.studio.activities.running)
    window.go_to("train")
    page = window.page()
    assert isinstance(page, TrainPage)
    return page


def _until(is_so: Callable[[], bool]) -> None:
    from PySide6.QtWidgets import QApplication

    while not is_so():
        QApplication.processEvents()
        time.sleep(0.01)


def show(name: str, late: list[float]) -> None:
    """One line of the table."""
    if late:
        p50, p99 = np.percentile(late, (50, 99))
        print(f"{name:<28}{len(late):>8}{p50:>9.1f}{p99:>9.1f}{max(late):>9.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--recipe", action="append", help="quick, standard or thorough; in turn")
    parser.add_argument("--platform", default="offscreen")
    parser.add_argument("--stacks", type=float, metavar="MS", help="tell of beats later than this")
    wanted = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = wanted.platform
    ours, theirs = multiprocessing.Pipe(duplex=False)
    still = multiprocessing.Process(target=still_beats, args=(60 * wanted.minutes, theirs))
    still.start()
    from app.application import create_application, create_studio
    from app.garbage import spare_what_stays
    from app.main_window import MainWindow
    from app.pages.registry import page_factories
    from app.preferences import Preferences

    application = create_application(["heartbeat"])
    with tempfile.TemporaryDirectory() as folder:
        studio = create_studio(application, Preferences(Path(folder) / "preferences.json"))
        studio.workspace.opened.connect(studio.training.get_ready)
        window = MainWindow(studio, page_factories())
        spare_what_stays(window)
        window.resize(1360, 860)
        window.show()
        recipes = wanted.recipe or ["standard", "quick"]
        stacks = Stacks(wanted.stacks) if wanted.stacks else None
        beats = watch(window, Path(folder), wanted.minutes, recipes, stacks)
        print("over; letting the training pause", flush=True)
        studio.training.shut_down()  # first: closing the window would ask about it
        studio.activities.finish()
        window.close()
    everything = [late for phase, each in beats.items() if phase != OUTSIDE for late in each]
    print(f"{'late, in ms':<28}{'beats':>8}{'p50':>9}{'p99':>9}{'max':>9}")
    for phase, each in beats.items():
        show(f"  {phase}", each)
    show("during trainings", everything)
    show("a process of its own", ours.recv())
    still.join()
    p99 = float(np.percentile(everything, 99)) if everything else float("inf")
    met = bool(everything) and p99 < BOUNDS["p99"] and max(everything) < BOUNDS["max"]
    print("within the bounds" if met else f"not within the bounds: {BOUNDS}")


if __name__ == "__main__":
    main()
