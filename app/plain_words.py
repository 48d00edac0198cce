"""Words of others shown as they are, which Qt would read marks into."""

from __future__ import annotations

import re
from html import escape

from PySide6.QtGui import Qt

_LONG_WORD = re.compile(r"\S{20,}")
_PARTS = re.compile(r"([/\\._-]|[^/\\._-]{10})(?=.)")  # after a mark, or in a long part
_LONG_TIP = 700  # characters; more covers what it is about
_MAY_BREAK = "\u200b"  # zero-width space


def cut(words: str, most: int = _LONG_TIP) -> str:
    """At most so many characters of them."""
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def breakable(words: str) -> str:
    """The same with places in long names at which a line may end; Qt breaks lines between words
    alone."""
    return _LONG_WORD.sub(lambda found: _PARTS.sub(rf"\1{_MAY_BREAK}", found.group()), words)


def plain_tip(words: str) -> str:
    """A tool tip that shows these words; Qt would take a text with tags in it for HTML."""
    if not Qt.mightBeRichText(words):
        return words
    return wrapped_tip(words)


def wrapped_tip(words: str) -> str:
    """The same of many words, on lines of some width; Qt breaks those of a plain text nowhere."""
    return f"<p>{escape(words)}</p>".replace("\n", "<br>")


def plain_name(words: str) -> str:
    """These words in a menu or beside a box; "&" would make a key of the letter after it."""
    return words.replace("&", "&&")
