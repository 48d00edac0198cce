"""A run's events on standard error: a moving bar on a terminal, lines in a log."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from ulmfit_core.cli.control_characters import without_orders
from ulmfit_core.cli.screen import Screen
from ulmfit_core.training.events import (
    EpochFinished,
    RunFinished,
    RunStarted,
    StageStarted,
    StepFinished,
    TrainingEvent,
)
from ulmfit_core.training.history import RunHistory
from ulmfit_core.training.run_words import describe_stage

_SECONDS_BETWEEN_LINES = 30.0  # of a log, while nothing but steps happens
_SECONDS_BETWEEN_EPOCHS = 2.0
_INTERNAL = ("score",)  # what "best" is judged by

Share = Callable[[RunHistory], float | None]  # how much of a run is done, 0 to 1


def share_of_steps(history: RunHistory) -> float | None:
    """Steps done over steps planned."""
    return history.step / history.total_steps if history.total_steps else None


class TrainingProgress:
    """Shows one run after another; each is known by what it does."""

    def __init__(self, screen: Screen, share: Share = share_of_steps) -> None:
        self._screen = screen
        self._share = share
        self._what = ""
        self._history = RunHistory()
        self._started = time.monotonic()
        self._done_before: float | None = None  # the share that an earlier start had done
        self._last_line = time.monotonic()
        self._task: TaskID | None = None
        self._bars = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TextColumn("{task.fields[figures]}"),
            console=screen.notes,
            disable=not screen.is_interactive,
            transient=True,
        )

    def __enter__(self) -> TrainingProgress:
        self._bars.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._bars.stop()

    def show(self, what: str, event: TrainingEvent) -> None:
        """Take in the next event of the run that does ``what``."""
        if what != self._what:
            self._begin(what)
        self._history.apply(event)
        match event:
            case RunStarted(step=step) if step:
                self._line(f"goes on after step {step:,}")
            case StageStarted():
                self._line(_lower_first(describe_stage(event)))
            case EpochFinished():
                self._epoch(event)
            case StepFinished():
                self._step()
            case RunFinished(metrics=metrics):
                took = duration(time.monotonic() - self._started)
                self._line("; ".join(filter(None, (f"done in {took}", _metrics(metrics)))))

    def _begin(self, what: str) -> None:
        if self._task is not None:
            self._bars.remove_task(self._task)
        self._what, self._history, self._started = what, RunHistory(), time.monotonic()
        self._done_before = None
        self._task = self._bars.add_task(without_orders(what), total=1.0, figures="")

    def _line(self, text: str) -> None:
        self._screen.note(f"{self._what}: {text}")
        self._last_line = time.monotonic()

    def _epoch(self, event: EpochFinished) -> None:
        """A line, unless epochs are so short that they would drown the rest."""
        if event.written:
            self._line(f"after epoch {event.epoch} it writes: {event.written}")
        shown = _metrics(event.metrics)
        if shown and time.monotonic() - self._last_line > _SECONDS_BETWEEN_EPOCHS:
            self._line(f"epoch {event.epoch}: {shown}")

    def _step(self) -> None:
        if self._done_before is None:
            self._done_before = self._share(self._history)
        done, left = self._share(self._history), self._seconds_left()
        if self._task is not None:
            self._bars.update(self._task, completed=done or 0.0, figures=self._figures(left))
        is_log = not self._screen.is_interactive
        if is_log and time.monotonic() - self._last_line > _SECONDS_BETWEEN_LINES:
            percent = f"{done:.0%}, " if done is not None else ""
            self._line(f"{percent}{self._figures(left)}")

    def _seconds_left(self) -> float | None:
        history = self._history
        if history.total_steps:
            return history.eta_seconds
        done = self._share(history)
        return seconds_left(done, self._done_before, time.monotonic() - self._started)

    def _figures(self, seconds_left: float | None) -> str:
        pace = self._history.tokens_per_second
        loss = self._history.smoothed_loss[-1]  # none where nothing trains step by step
        parts = [f"loss {loss:.3f}"] if math.isfinite(loss) else []
        parts += [f"{pace:,.0f} tokens/s"] if pace else []
        parts += [f"{duration(seconds_left)} left"] if seconds_left is not None else []
        return ", ".join(parts)


@contextmanager
def counted(screen: Screen, doing: str) -> Iterator[Callable[[int, int], None]]:
    """A bar with the time left, moved by calling what is given with (done, total)."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeRemainingColumn())
    if not screen.is_interactive:
        screen.note(f"{doing} …")
    with Progress(
        *columns, console=screen.notes, disable=not screen.is_interactive, transient=True
    ) as bars:
        task = bars.add_task(without_orders(doing), total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)


def seconds_left(done: float | None, before: float | None, elapsed: float) -> float | None:
    """How long the rest takes where ``elapsed`` seconds took the share from before to done.

    >>> seconds_left(0.75, 0.5, 10.0)
    10.0
    """
    if done is None or before is None or done <= before:
        return None
    return elapsed * (1 - done) / (done - before)


def duration(seconds: float) -> str:
    """Seconds as a person says them.

    >>> duration(7.4), duration(754.0), duration(9000.0)
    ('7.4 s', '12:34', '2:30:00')
    """
    if seconds < 60:
        return f"{seconds:.1f} s"
    text = str(timedelta(seconds=round(seconds)))
    return text.removeprefix("0:")


def _metrics(metrics: dict[str, float]) -> str:
    shown = {name: value for name, value in metrics.items() if name not in _INTERNAL}
    return ", ".join(f"{name.replace('_', ' ')} {value:,.4g}" for name, value in shown.items())


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
