"""Progress over things that come one after another."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from ulmfit_core.cli.screen import Screen

T = TypeVar("T")

_SECONDS_BETWEEN_LINES = 10.0


def tracked(items: Iterable[T], doing: str, screen: Screen, total: int | None) -> Iterator[T]:
    """The items, counted on standard error as they pass: a bar on a terminal, else lines."""
    if screen.is_interactive:
        columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(
            TextColumn(doing), *columns, console=screen.notes, transient=True
        ) as progress:
            yield from progress.track(items, total=total)
        return
    last = time.monotonic()
    for count, item in enumerate(items, start=1):
        yield item
        if time.monotonic() - last > _SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            screen.note(f"{doing}: {count:,}{f' of {total:,}' if total else ''}")


def advancing(done: Iterable[int], doing: str, screen: Screen, total: int) -> Iterator[int]:
    """The same for work that says itself how much of ``total`` is done."""
    if screen.is_interactive:
        columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(
            TextColumn(doing), *columns, console=screen.notes, transient=True
        ) as progress:
            task = progress.add_task(doing, total=total)
            for n in done:
                progress.update(task, completed=n)
                yield n
        return
    last = time.monotonic()
    for n in done:
        yield n
        if time.monotonic() - last > _SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            screen.note(f"{doing}: {n:,} of {total:,}")
