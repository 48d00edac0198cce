"""How long another thread waits for Python's lock while a regression of many labels is fitted.

python -m tests.benchmarks.held_lock --texts 3000 --terms 30000 --labels 70
"""

from __future__ import annotations

import argparse
import threading
import time

import numpy as np
from scipy.sparse import random as random_rows

from ulmfit_core.fewshot.softmax_regression import fit_softmax

_BEAT = 0.002  # seconds


class Beats(threading.Thread):
    """Notes how late each beat came, in seconds, until it is ended."""

    def __init__(self) -> None:
        super().__init__()
        self.late: list[float] = []
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.is_set():
            begun = time.perf_counter()
            time.sleep(_BEAT)
            self.late.append(time.perf_counter() - begun - _BEAT)

    def end(self) -> None:
        self._ended.set()
        self.join()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("texts", 3000), ("terms", 30_000), ("labels", 70)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()
    draw = np.random.default_rng(0)
    rows = random_rows(options.texts, options.terms, 0.003, format="csr", random_state=0)
    targets = np.eye(options.labels)[draw.integers(0, options.labels, options.texts)]
    beats, begun = Beats(), time.perf_counter()
    beats.start()
    fit_softmax(rows, targets, 10.0)
    seconds = time.perf_counter() - begun
    beats.end()
    late = 1000 * np.quantile(beats.late, [0.99, 1.0])
    print(f"{seconds:.1f} s; late by {late[0]:.1f} ms at 99 %, {late[1]:.1f} ms at worst")


if __name__ == "__main__":
    main()
