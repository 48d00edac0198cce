"""The words of a page of HTML, without its marks."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_UNSEEN = ("script", "style", "title", "template")
_SUFFIXES = (".html", ".htm")
# As of Word, which HTML has none of: of some the parser makes an AssertionError.
_SECTION = re.compile(r"<!\[[^>]*(?:>|$)")
_BREAKS = (
    *("address", "article", "aside", "blockquote", "br", "caption", "dd", "div", "dt", "fieldset"),
    *("figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr"),
    *("li", "main", "nav", "ol", "option", "p", "pre", "section", "table", "td", "th", "tr", "ul"),
)


def is_page(name: str) -> bool:
    """Whether a file of this name holds HTML."""
    return name.lower().endswith(_SUFFIXES)


def text_of_html(source: str) -> str:
    """What a reader would see, a line for each block and each cell of a table."""
    words = _Words()
    words.feed(_SECTION.sub("", source))
    words.close()
    lines = (" ".join(line.split()) for line in "".join(words.found).split("\0"))
    return "\n".join(line for line in lines if line)


class _Words(HTMLParser):
    """``found`` has the text, and "\\0" where a block begins or ends."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._n_unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._n_unseen += tag in _UNSEEN
        if tag in _BREAKS:
            self.found.append("\0")

    def handle_endtag(self, tag: str) -> None:
        self._n_unseen = max(0, self._n_unseen - (tag in _UNSEEN))
        if tag in _BREAKS:
            self.found.append("\0")

    def handle_data(self, data: str) -> None:
        if not self._n_unseen:
            self.found.append(data.replace("\0", ""))
