"""What came beside a text in its table, in one line."""

from __future__ import annotations

from ulmfit_core.corpus.document import Kept

_LONGEST = 200  # characters of a cell: a second text would push the others out of sight


def kept_words(kept: Kept) -> str:
    """*town: Łódź · age: 34*"""
    return " · ".join(f"{name}: {_short(cell)}" for name, cell in kept)


def _short(cell: str) -> str:
    line = " ".join(cell[: 2 * _LONGEST].split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
