"""Of a text that was searched for, what is worth seeing first."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate, islice

from ulmfit_core.project.folding import folded_letter
from ulmfit_core.project.search_terms import TERMS

_MOST_PLACES = 500  # of all terms
_SHORT = 3  # letters: a shorter word is not found by its beginning
_LEAD = 20  # characters before a word that was found, so that it is seen in a narrow row


def passage(text: str, search: str, longest: int) -> str:
    """Some ``longest`` characters on one line: the text's beginning, or from shortly before the
    longest term of ``search`` in it."""
    place = _place(text, search)
    if place <= _LEAD:
        return " ".join(text[:longest].split())
    start = place - _LEAD
    lead = text[start:place].partition(" ")[2] or text[start:place]
    return "… " + " ".join((lead + text[place : place + longest]).split())


def places(text: str, search: str) -> list[tuple[int, int]]:
    """(start, end) of every term of ``search`` in a text, up to some number."""
    plain = _FoldedText(text)
    found = (
        plain.place(match)
        for pattern in _patterns(search)
        for match in pattern.finditer(plain.text)
    )
    return sorted(islice(found, _MOST_PLACES))


def _place(text: str, search: str) -> int:
    """Where the longest term begins that stands there as it was typed; 0 where none does."""
    plain = _FoldedText(text)
    found = (pattern.search(plain.text) for pattern in _patterns(search))
    return next((plain.place(match)[0] for match in found if match), 0)


class _FoldedText:
    """A text as it is searched, and where the letters of that stand in the text itself."""

    def __init__(self, text: str) -> None:
        letters = text.lower() if text.isascii() else [*map(folded_letter, text)]
        self.text = "".join(letters)
        self._ends = None if text.isascii() else array("q", accumulate(map(len, letters)))

    def place(self, match: re.Match[str]) -> tuple[int, int]:
        """(start, end) of what was found, with marks after it."""
        if self._ends is None:
            return match.span()
        start, last, after = (
            bisect_right(self._ends, place)
            for place in (match.start(), match.end() - 1, match.end())
        )
        return start, max(last + 1, after)


def _patterns(search: str) -> Iterator[re.Pattern[str]]:
    """Of its terms, the longest first."""
    typed = ((phrase or word).strip() for phrase, word in TERMS.findall(search))
    terms = ("".join(map(folded_letter, term)) for term in typed)
    return (_pattern(term) for term in sorted(terms, key=len, reverse=True) if term)


def _pattern(term: str) -> re.Pattern[str]:
    """A word from its beginning; scripts without spaces have no such thing."""
    beginning = r"\b" if term[0].isascii() and term[0].isalnum() else ""
    end = r"\b" if beginning and len(term) < _SHORT and term[-1].isalnum() else ""
    return re.compile(beginning + re.escape(term) + end)
