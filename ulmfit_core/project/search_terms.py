"""What people type to search: words, phrases in quotes, and cells of the columns beside a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

# These scripts put no space between words, so a word index cannot find a word in a sentence.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_LITERAL = re.compile(f"[+#%@$€&]|{_UNSPACED.pattern}")  # "C++" is not every "C"
_BEGINNING = re.compile(r"\w{3}$")  # fewer letters begin so many words that it takes seconds
TERMS = re.compile(r'"([^"]*)"?|(\S+)')
_PLAIN_NAME = r'[^\s":]+'
_CELL = re.compile(rf'(?:"([^"]+)"|({_PLAIN_NAME})):(?:"([^"]*)"?|([^\s"]+))')


@dataclass(frozen=True, slots=True)
class CellTerm:
    """Columns whose names are alike as they are searched, and what the cell of one has somewhere in
    it or, if ``is_whole``, is; ``folded``."""

    columns: tuple[str, ...]
    value: str
    is_whole: bool


@dataclass(slots=True)
class SearchTerms:
    """All of them have to be found."""

    words: list[str] = field(default_factory=list)  # expressions of FTS5
    pieces: list[str] = field(default_factory=list)  # to look for letter by letter
    cells: list[CellTerm] = field(default_factory=list)


def search_terms(search: str, columns: Collection[str]) -> SearchTerms:
    """Of ``town:Lyon`` a cell, if there is a column of that name, else a word."""
    found = SearchTerms()
    alike: dict[str, list[str]] = {}
    for column in columns:
        alike.setdefault(folded(column), []).append(column)
    for match in _terms(search, alike.keys()):
        if match.re is _CELL:
            name, plain_name, whole, part = match.groups()
            named = tuple(alike[folded(name or plain_name)])
            found.cells.append(CellTerm(named, folded(whole or part), part is None))
        else:
            _add_word(found, match, is_last=match.end() == len(search))
    return found


def typed_column(column: str) -> str | None:
    """What is typed before a word to search this column; None where its name has quotes."""
    if re.fullmatch(_PLAIN_NAME, column):
        return f"{column}:"
    return None if '"' in column else f'"{column}":'


def folded(words: str) -> str:
    """The same without case, accents and spare spaces, as the index of words has it too."""
    plain = unicodedata.normalize("NFKD", " ".join(words.split()).casefold())
    return "".join(each for each in plain if not unicodedata.combining(each))


def _terms(search: str, columns: Collection[str]) -> Iterator[re.Match[str]]:
    place = 0
    while match := TERMS.search(search, place):
        cell = _CELL.match(search, match.start())
        if cell and folded(cell[1] or cell[2]) in columns and (cell[3] or cell[4]):
            match = cell
        yield match
        place = match.end()


def _add_word(found: SearchTerms, match: re.Match[str], *, is_last: bool) -> None:
    phrase, word = match.groups()
    term = (word if phrase is None else phrase).replace('"', " ").strip()
    if not term:
        return
    is_word = any(c.isalnum() for c in term)
    if _LITERAL.search(term) or not is_word:
        found.pieces.append(term)
    if is_word and not _UNSPACED.search(term):
        is_begun = phrase is None and is_last and _BEGINNING.search(term)
        found.words.append(f'"{term}"*' if is_begun else f'"{term}"')
