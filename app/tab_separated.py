"""Rows for the clipboard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ulmfit_core.corpus.writers.cells import guarded


def tab_separated(rows: Iterable[Sequence[object]]) -> str:
    """As a spreadsheet takes them: a line each, columns parted by tabs, and what it would run as a
    formula kept from that."""
    return "".join("\t".join(map(_cell, row)) + "\n" for row in rows)


def _cell(cell: object) -> str:
    return str(guarded(" ".join(str(cell).split())))
