"""Numbers of things in sentences."""

from __future__ import annotations


def count(n: int, thing: str) -> str:
    """``"1 text"``, ``"2,000 texts"``."""
    return f"{n:,} {thing}" if n == 1 else f"{n:,} {thing}s"
