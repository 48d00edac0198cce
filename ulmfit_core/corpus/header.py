"""What stands above a table's rows: a title, the names of its columns, what is said of those."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import mode

from ulmfit_core.corpus.rows import unique_names

_USUAL_TEXT = """text texts sentence sentences document documents doc content body message comment
review tweet question title description summary headline abstract utterance query input post"""
_USUAL_LABEL = """label labels class classes category categories target sentiment topic intent tag
tags emotion rating score stars polarity y"""
_USUAL_OTHER = "id idx index row key uid guid date author source lang language"
_USUAL_NAMES = frozenset(f"{_USUAL_TEXT} {_USUAL_LABEL} {_USUAL_OTHER}".split())
_NUMBERED = re.compile(r"column_[1-9][0-9]*")
_IMPORT_ID = re.compile(r"""\s*\{\s*["']ImportId["']\s*:""")  # of a column in Qualtrics
_LONGEST_NAME = 64
_FEWEST_CODES, _LONGEST_CODE = 3, 25  # cells, characters


@dataclass(frozen=True, slots=True)
class Header:
    """The rows above those of a table."""

    columns: tuple[str, ...]
    is_named: bool  # whether the file itself names them
    n_rows: int
    questions: Mapping[str, str] = field(default_factory=dict)  # of a survey, by column


def find_header(
    rows: Sequence[Sequence[str]], has_header: bool | None, wanted: Sequence[str]
) -> Header:
    """What the sample ``rows`` begin with; ``has_header`` is what the user said, ``wanted`` the
    columns asked for.

    Below the names of columns Qualtrics writes their questions, and below these the ids that its
    own import goes by.
    """
    if has_header is False:
        return Header(unique_names([None] * len(rows[0])), is_named=False, n_rows=0)
    n_titles = count_titles(rows)
    table = rows[n_titles:]
    n_said = next((n for n, row in enumerate(table[:3]) if _are_import_ids(row)), 0)
    is_named, columns = _split_header(table, True if n_said else has_header, wanted)
    questions = dict(zip(columns, table[1], strict=False)) if n_said > 1 else {}
    return Header(columns, is_named, n_titles + int(is_named) + n_said, questions)


def _are_import_ids(row: Sequence[str]) -> bool:
    filled = [cell for cell in row if cell]
    return bool(filled) and all(map(_IMPORT_ID.match, filled))


def _split_header(
    rows: Sequence[Sequence[str]], has_header: bool | None, wanted: Sequence[str]
) -> tuple[bool, tuple[str, ...]]:
    """Whether the first of the sample ``rows`` is a header, and the columns' names. A first row
    that holds all that are ``wanted`` is one, and ``column_1`` asks for a table without one."""
    first = rows[0]
    if has_header is None:
        has_header = _asked(first, wanted) if wanted else None
    if has_header is None:
        has_header = looks_like_header(rows)
    return has_header, unique_names(first if has_header else [None] * len(first))


def count_titles(rows: Sequence[Sequence[str]]) -> int:
    """How many rows stand above a header as its title: they fill at most half of a row as wide as
    most, and the first that is fuller looks like a header."""
    if not rows or _has_usual_name(rows[0]):
        return 0
    width = mode(map(len, rows))
    is_full = (2 * sum(map(bool, row)) > width for row in rows)
    n_above = next((n for n, full in enumerate(is_full) if full), 0)
    return n_above if looks_like_header(rows[n_above:]) else 0


def _asked(first: Sequence[str], wanted: Sequence[str]) -> bool | None:
    if set(wanted) <= set(unique_names(first)):
        return True
    return False if all(map(_NUMBERED.fullmatch, wanted)) else None


def looks_like_header(rows: Sequence[Sequence[str]]) -> bool:
    """A guess from the cells alone."""
    first = [cell.strip() for cell in rows[0]]
    if not _could_be_names(first):
        return False
    if _has_usual_name(first):
        return True
    if len(set(first)) < len(first):
        return False
    rest = [row for row in rows[1:] if len(row) == len(first)]
    columns = [[row[i].strip() for row in rest] for i in range(len(first))]
    if any(name in column for name, column in zip(first, columns, strict=True)):
        return False  # a label that comes again
    return any(_unlike(name, column) for name, column in zip(first, columns, strict=True))


def _has_usual_name(cells: Sequence[str]) -> bool:
    return any(cell.strip().lower() in _USUAL_NAMES for cell in cells)


def _could_be_names(first: Sequence[str]) -> bool:
    filled = [cell for cell in first if cell]
    return bool(filled) and all(
        len(cell) <= _LONGEST_NAME and not _is_number(cell) for cell in filled
    )


def _unlike(name: str, column: Sequence[str]) -> bool:
    """Whether the cells below have numbers, dates or other codes, or far longer texts, where the
    first has a word."""
    filled = [cell for cell in column if cell]
    if not filled:
        return False
    if all(map(_is_number, filled)):
        return True
    mean_length = sum(map(len, filled)) / len(filled)
    if len(filled) >= _FEWEST_CODES and mean_length <= _LONGEST_CODE and not _has_digit(name):
        return all(map(_has_digit, filled))
    return " " not in name and mean_length > 30 and mean_length > 3 * len(name)


def _has_digit(cell: str) -> bool:
    return any(character.isdigit() for character in cell)


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True
