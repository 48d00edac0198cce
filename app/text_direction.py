"""Which way a line of text runs, as Unicode Annex 9 has it."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import Qt

_RIGHT_TO_LEFT = ("R", "AL")  # Hebrew and the like; Arabic
_STRONG = ("L", *_RIGHT_TO_LEFT)


def text_direction(text: str) -> Qt.LayoutDirection:
    """That of its first letter that has one (rules P2 and P3), else left to right."""
    first = next((kind for kind in map(unicodedata.bidirectional, text) if kind in _STRONG), "L")
    ways = Qt.LayoutDirection
    return ways.RightToLeft if first in _RIGHT_TO_LEFT else ways.LeftToRight


def isolated(name: str) -> str:
    """``name`` to be painted its own way where it stands: Qt would begin it at the left."""
    return f"\u2068{name}\u2069"  # first strong isolate
