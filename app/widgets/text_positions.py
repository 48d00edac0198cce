"""From characters of a text to positions in a QTextDocument that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from PySide6.QtGui import QTextCursor, QTextDocument


def spans(
    document: QTextDocument, text: str, places: Iterable[tuple[int, int]]
) -> Iterator[QTextCursor]:
    """A cursor that selects each (start, end) of ``text`` in the document."""
    positions, last = _positions(text), document.characterCount() - 1
    for start, end in places:
        cursor = QTextCursor(document)
        cursor.setPosition(min(int(positions[start]), last))
        cursor.setPosition(min(int(positions[end]), last), QTextCursor.MoveMode.KeepAnchor)
        yield cursor


def _positions(text: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Where each character of ``text`` stands in a QTextDocument that shows it.

    That counts in UTF-16, and holds one sign for the two that end a line on Windows.
    """
    widths = np.fromiter(
        (
            0 if char == "\r" and text[place + 1 : place + 2] == "\n" else 1 + (char > "\uffff")
            for place, char in enumerate(text)
        ),
        np.int64,
        len(text),
    )
    return np.concatenate([[0], np.cumsum(widths)])
