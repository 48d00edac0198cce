"""What the command says: progress and notes on standard error, results on standard output."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ulmfit_core.cli.control_characters import without_orders
from ulmfit_core.corpus.cells import for_json
from ulmfit_core.errors import UlmfitError

_WIDTH_OF_A_LOG = 10_000  # lines that no terminal shows are not to be broken


class Screen:
    """Both streams of one command. With ``as_json`` the result is one object and nothing else.

    What it says of others' words gives the terminal no orders.
    """

    def __init__(self, *, as_json: bool = False) -> None:
        self.as_json = as_json
        self.notes = _console(stderr=True)
        self._results = _console(stderr=False)

    @property
    def is_interactive(self) -> bool:
        """Whether bars may move: standard error is a terminal."""
        return self.notes.is_terminal and not self.notes.is_dumb_terminal

    def note(self, text: str, style: str = "") -> None:
        """A sentence on standard error."""
        self.notes.print(Text(without_orders(text), style=style))

    @contextmanager
    def busy(self, doing: str) -> Iterator[None]:
        """``doing`` stands on standard error while the block runs."""
        if self.is_interactive:
            with self.notes.status(Text(without_orders(doing))):
                yield
        else:
            self.note(f"{doing} …")
            yield

    def error(self, error: UlmfitError) -> None:
        """What went wrong, and what to do."""
        self.notes.print(Text.assemble(("Error: ", "bold red"), without_orders(error.message)))
        if error.hint:
            self.note(error.hint)

    def result(self, record: dict[str, Any]) -> None:
        """The one object of ``--json``; NaN and infinity, which JSON has not, become null, and
        characters that the output may not have are escaped."""
        if self.as_json:
            ascii_only = not self._results.encoding.startswith("utf")
            text = json.dumps(for_json(record), ensure_ascii=ascii_only, allow_nan=False)
            sys.stdout.write(without_orders(text) + "\n")
            sys.stdout.flush()

    def say(self, text: str) -> None:
        """A line of the result for people; silent with ``--json``."""
        if not self.as_json:
            self._results.print(Text(without_orders(text)))

    def facts(self, rows: Sequence[tuple[str, str]]) -> None:
        """A list of names and what they are, for people; what is nothing is left out."""
        if self.as_json:
            return
        shown = [(name, value) for name, value in rows if value]
        if not self._results.is_terminal:  # where a table would end each line in blanks
            for line in _aligned(shown):
                self.say(line)
            return
        table = Table(box=None, pad_edge=False, show_header=False)
        for name, value in shown:
            table.add_row(Text(without_orders(name)), Text(without_orders(value)))
        self._results.print(table)

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A table of the result for people; the first column is words, the others figures."""
        if self.as_json:
            return
        table = Table(box=None, pad_edge=False, header_style="bold")
        for place, name in enumerate(columns):
            table.add_column(
                Text(without_orders(name)), justify="right" if place else "left", no_wrap=place > 0
            )
        for row in rows:
            table.add_row(*(Text(without_orders(cell)) for cell in row))
        self._results.print(table)


def _aligned(rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Names and, in a column of their own, values; these may have several lines."""
    width = 2 + max((len(name) for name, _ in rows), default=0)
    for name, value in rows:
        yield f"{name:<{width}}{value}".replace("\n", "\n" + " " * width)


def _console(*, stderr: bool) -> Console:
    console = Console(stderr=stderr, highlight=False, emoji=False, markup=False)
    if not console.is_terminal:
        console.width, console.soft_wrap = _WIDTH_OF_A_LOG, True
    return console
