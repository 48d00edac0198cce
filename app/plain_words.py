"""Words of others shown as they are, which Qt would read marks into."""

from __future__ import annotations

from html import escape

from PySide6.QtGui import Qt


def plain_tip(words: str) -> str:
    """A tool tip that shows these words; Qt would take a text with tags in it for HTML."""
    if not Qt.mightBeRichText(words):
        return words
    return f"<p>{escape(words)}</p>".replace("\n", "<br>")


def plain_name(words: str) -> str:
    """These words in a menu or beside a box; "&" would make a key of the letter after it."""
    return words.replace("&", "&&")
