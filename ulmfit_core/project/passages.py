"""Of a text that was searched for, what is worth seeing first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

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
    found = (match.span() for pattern in _patterns(search) for match in pattern.finditer(text))
    return sorted(islice(found, _MOST_PLACES))


def _place(text: str, search: str) -> int:
    """Where the longest term begins that stands there as it was typed; 0 where none does."""
    found = (pattern.search(text) for pattern in _patterns(search))
    return next((match.start() for match in found if match), 0)


def _patterns(search: str) -> Iterator[re.Pattern[str]]:
    """Of its terms, the longest first."""
    terms = ((phrase or word).strip() for phrase, word in TERMS.findall(search))
    return (_pattern(term) for term in sorted(terms, key=len, reverse=True) if term)


def _pattern(term: str) -> re.Pattern[str]:
    """A word from its beginning; scripts without spaces have no such thing."""
    beginning = r"\b" if term[0].isascii() and term[0].isalnum() else ""
    end = r"\b" if beginning and len(term) < _SHORT and term[-1].isalnum() else ""
    return re.compile(beginning + re.escape(term) + end, re.IGNORECASE)
