"""What people type to search: words, phrases in quotes, and cells of the columns beside a text.

A cell is searched by ``name:part`` or ``name:"whole cell"``; a name with spaces or quotes stands in
quotes. Within those of a name or a cell a quote is typed twice, as in csv and SQL.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from ulmfit_core.project.folding import folded

# These scripts put no space between words, so a word index cannot find a word in a sentence.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_LITERAL = re.compile("[+#%@$€&]")  # "C++" is not every "C"
# Fewer letters begin so many words that it takes seconds; a syllable of Korean is two or three.
_BEGINNING = re.compile(r"(?:\w{3}|[\uac00-\ud7a3]{2})$")
TERMS = re.compile(r'"([^"]*)"?|(\S+)')
_QUOTED_NAME = re.compile(r'"((?:[^"]|"")+)":')
_PLAIN_NAMES = re.compile(r'[^\s"]+:')  # up to each colon there may be one
_IN_CELL = re.compile(r'"((?:[^"]|"")*)"?|([^\s"]+)')


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

    words: list[str] = field(default_factory=list)  # expressions of FTS5, ``folded``
    pieces: list[str] = field(default_factory=list)  # to look for letter by letter
    cells: list[CellTerm] = field(default_factory=list)


def search_terms(search: str, columns: Collection[str]) -> SearchTerms:
    """Of ``town:Lyon`` a cell, if there is a column of that name, else a word."""
    found = SearchTerms()
    alike: dict[str, list[str]] = {}
    for column in columns:
        alike.setdefault(folded(column), []).append(column)
    place = 0
    while match := TERMS.search(search, place):
        place = match.end()
        if cell := _cell_at(match.start(), search, alike):
            term, place = cell
            found.cells.append(term)
        else:
            _add_word(found, match, is_last=place == len(search))
    return found


def typed_column(column: str) -> str:
    """What is typed before a word to search this column; in quotes where, with a colon, it could be
    another's."""
    if re.fullmatch(r'[^\s":]+', column):
        return f"{column}:"
    return '"{}":'.format(column.replace('"', '""'))


def _cell_at(
    place: int, search: str, alike: Mapping[str, list[str]]
) -> tuple[CellTerm, int] | None:
    """What is asked there of the columns with a name, and where that ends; None if nothing is."""
    for name, end in _names_at(place, search):
        match = _IN_CELL.match(search, end)
        if match and any(match.groups()) and folded(name) in alike:
            value = match[2] or match[1].replace('""', '"')
            columns = tuple(alike[folded(name)])
            return CellTerm(columns, folded(value), match[2] is None), match.end()
    return None


def _names_at(place: int, search: str) -> Iterator[tuple[str, int]]:
    """What may be the name of a column there, the longest first, and where the cell begins."""
    if match := _QUOTED_NAME.match(search, place):
        yield match[1].replace('""', '"'), match.end()
    elif match := _PLAIN_NAMES.match(search, place):
        for colon in reversed([*re.finditer(":", match[0])]):
            yield match[0][: colon.start()], place + colon.end()


def _add_word(found: SearchTerms, match: re.Match[str], *, is_last: bool) -> None:
    phrase, word = match.groups()
    term = (word if phrase is None else phrase).replace('"', " ").strip()
    if not term:
        return
    plain = folded(term).replace('"', " ")  # of a wide one
    is_word = any(c.isalnum() for c in plain)
    is_indexed = is_word and not _UNSPACED.search(plain)
    if _LITERAL.search(term) or not is_indexed:
        found.pieces.append(term)
    if is_indexed:
        is_begun = phrase is None and is_last and _BEGINNING.search(plain)
        found.words.append(f'"{plain}"*' if is_begun else f'"{plain}"')
