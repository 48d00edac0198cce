"""A cell as readers yield it, taken for a text or for labels."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from ulmfit_core.corpus.label_cells import AS_LIST, listed

_EXACT = 2**53  # from there on doubles leave whole numbers out


class UnusableCell(ValueError):
    """A cell that has no text, and the reason to report."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def cell_text(value: Any) -> str | None:
    """A cell as text, or None where it holds nothing (None, NaN).

    Whole numbers lose the ``.0`` that spreadsheets give them. Raises UnusableCell for a list
    or a mapping.
    """
    if isinstance(value, str) or value is None:
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return None if math.isnan(value) else repr(without_point(value))
    if isinstance(value, list | tuple | dict | set | bytes):
        raise UnusableCell(f"holds a {type(value).__name__} where a text should be")
    return str(value)


def without_point(number: float) -> float | int:
    """A number of a program that knows doubles alone: an int where it is whole and exact."""
    return int(number) if number.is_integer() and is_exact(number) else number


def is_exact(number: float) -> bool:
    """Whether a double tells this whole number from its neighbours."""
    return abs(number) < _EXACT


def for_json(value: Any) -> Any:
    """``value`` with None for each number that JSON has not, infinite or NaN, in lists too."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list | tuple):
        return [for_json(each) for each in value]
    if isinstance(value, dict):
        return {str(key): for_json(each) for key, each in value.items()}
    return value


def cell_labels(value: Any, separator: str | None) -> tuple[str, ...]:
    """A cell as labels, in order and each once; empty where it holds nothing."""
    value = listed(value) if separator == AS_LIST else value
    values = value if isinstance(value, list | tuple) else [value]
    texts = [text for text in map(cell_text, values) if text is not None]
    if separator:
        texts = [part for text in texts for part in text.split(separator)]
    return each_once(texts)


def each_once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.strip() for text in texts if text.strip()))
