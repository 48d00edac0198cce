"""What marks of HTML mean for the words between them."""

from __future__ import annotations

import re

UNSEEN = ("script", "style", "title", "template")
BREAKS = (
    *("address", "article", "aside", "blockquote", "br", "caption", "dd", "div", "dt", "fieldset"),
    *("figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr"),
    *("li", "main", "nav", "ol", "option", "p", "pre", "section", "table", "td", "th", "tr", "ul"),
)
_VAST = re.compile(r"&#[0-9]{8,}+;?")


def without_vast_numbers(source: str) -> str:
    """With the sign for what cannot be read in place of characters that no number can name: of
    thousands of digits Python makes a ValueError."""
    return _VAST.sub("\N{REPLACEMENT CHARACTER}", source)
