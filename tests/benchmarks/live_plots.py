"""How long the window's thread is held up by live plots of a long training.

    python -m tests.benchmarks.live_plots [--steps 100000] [--seconds 20]

A made-up training of so many steps goes on, five steps a tick; each tick draws one part of the
plots, as the page Train does. Prints what a tick takes, drawing included, in ms.
"""

from __future__ import annotations

import argparse
import os
import time

import numpy as np

from ulmfit_core.training.events import RunStarted, StageStarted, StepFinished
from ulmfit_core.training.history import RunHistory

_GROUPS = ("embedding", "layer 1", "layer 2", "layer 3", "head")
_STEPS_A_TICK = 5


def step(number: int, total: int) -> StepFinished:
    """A step as a training tells it; the loss falls and jumps."""
    loss = 1 + 3 * np.exp(-3 * number / total) + 0.3 * np.sin(1.7 * number)
    rate = 1e-2 * (1 - number / (2 * total))
    rates = tuple(rate / 2**k for k in range(len(_GROUPS)))
    return StepFinished(number, float(loss), rates, 0.8, 2240, 0.3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=20.0)
    wanted = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from app.application import create_application
    from app.widgets.run_charts import N_PARTS, RunCharts

    application = create_application(["live_plots"])
    history, total = RunHistory(), 2 * wanted.steps
    history.apply(RunStarted("finetune_classifier", total, _GROUPS))
    history.apply(StageStarted(1, "all", _GROUPS, (), 1, total, 1))
    for number in range(1, wanted.steps + 1):
        history.apply(step(number, total))
    charts = RunCharts()
    charts.resize(1000, 650)
    charts.show()
    charts.show_history(history)
    application.processEvents()
    took: list[float] = []
    number, end = wanted.steps, time.perf_counter() + wanted.seconds
    while time.perf_counter() < end:
        for _ in range(_STEPS_A_TICK):
            number += 1
            history.apply(step(number, total))
        begun = time.perf_counter()
        charts.show_part(len(took) % N_PARTS, history)
        application.processEvents()
        took.append(1000 * (time.perf_counter() - begun))
        time.sleep(0.02)
    p50, p99 = np.percentile(took, (50, 99))
    print(f"{len(took)} ticks: median {p50:.1f} ms, 99 % {p99:.1f} ms, worst {max(took):.1f} ms")


if __name__ == "__main__":
    main()
