"""Words of others under the mouse, as they are."""

from __future__ import annotations

from html import escape

from PySide6.QtGui import Qt


def plain_tip(words: str) -> str:
    """A tool tip that shows these words; Qt would take a text with tags in it for HTML."""
    if not Qt.mightBeRichText(words):
        return words
    return f"<p>{escape(words)}</p>".replace("\n", "<br>")
