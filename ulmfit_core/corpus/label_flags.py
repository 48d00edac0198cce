"""Columns that are a label each: 1 where a text has it, 0 where it has not."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import takewhile
from typing import Any

from ulmfit_core.corpus.cells import UnusableCell, cell_text
from ulmfit_core.corpus.options import LabelFlag

# As programs, surveys (SPSS, Qualtrics, LimeSurvey) and people by hand write them:
_SAY_YES = """1, 1.0, true, t, yes, y, x, ✓, ja, j, wahr, oui, vrai, checked, selected, mentioned,
quoted, genannt, angekreuzt, gewählt"""
_SAY_NO = """0, 0.0, false, f, no, n, -, nein, falsch, non, faux, unchecked, unselected,
not checked, not selected, not mentioned, not quoted, nicht genannt, nicht angekreuzt,
nicht gewählt"""
_YES, _NO = (frozenset(re.split(r",\s+", words)) for words in (_SAY_YES, _SAY_NO))
_YES_OR_NO = _YES | _NO
LABEL, GIVEN, PREDICTED = "label", "given_", "predicted_label"  # columns of our tables
SEPARATORS = (";", "|", ",", " / ", "\t")  # of the labels in a cell of the first
_BREAKS = " :-–_.·|?/"  # between a question and its answer


def are_flags(cells: Sequence[str]) -> bool:
    """Whether these say yes or no, or nothing, and no cell anything else."""
    return all(map(_is_flag, cells)) and any(map(str.strip, cells))


def given_columns(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Those in which a table of ours says of each label whether a text has it, as its column
    ``label`` does; none where a model says so."""
    if PREDICTED in columns or LABEL not in columns:
        return ()
    given = [place for place, name in enumerate(columns) if name.startswith(GIVEN)]
    labels = [row[columns.index(LABEL)].strip() for row in rows]
    cells = {columns[i]: [row[i].strip() for row in rows] for i in given}
    are = {name: found for name, found in cells.items() if _are_given(labels, found)}
    same = [
        name.removeprefix(GIVEN) in label
        for name, found in are.items()
        for label, cell in zip(labels, found, strict=True)
        if label and _says(cell, _YES)
    ]
    return tuple(are) if any(same) or not same else ()


def _are_given(labels: Sequence[str], cells: Sequence[str]) -> bool:
    """Who labels on in a spreadsheet may fill one of both, and rows that say neither yes nor no
    are left out and told: not all have to be so."""
    filled = [bool(cell) for label, cell in zip(labels, cells, strict=True) if label]
    return (any(filled) or not filled) and share_of_flags(cells) >= 0.5


def share_of_flags(cells: Sequence[str]) -> float:
    """How many of those that hold anything say yes or no; 1 where none does."""
    filled = [cell for cell in cells if cell.strip()]
    return sum(map(_is_flag, filled)) / len(filled) if filled else 1.0


def _is_flag(cell: str) -> bool:
    return not cell.strip() or _says(cell, _YES_OR_NO)


def _says(cell: str, words: Collection[str]) -> bool:
    return cell.strip().casefold() in words


def flags_of(columns: Sequence[str], questions: Mapping[str, str]) -> tuple[LabelFlag, ...]:
    """The label that each of these columns is: the end of its question in a survey where every one
    has one of its own, else its name."""
    asked = [questions.get(column, "").strip() for column in columns]
    if not columns[1:] or not all(asked) or len(set(asked)) < len(asked):
        names = [column.removeprefix(GIVEN) or column for column in columns]
    else:
        names = _endings(asked)
    return tuple(map(LabelFlag, columns, names))


def without_flags(columns: Sequence[str], flags: Sequence[LabelFlag]) -> tuple[str, ...]:
    """The label columns whose cells name labels."""
    are = {flag.column for flag in flags}
    return tuple(name for name in columns if name not in are)


def _endings(asked: Sequence[str]) -> list[str]:
    """*Why? – Price*, *Why? – Service*: *Price*, *Service*."""
    first, last = min(asked), max(asked)  # what these two begin with, all do
    alike = takewhile(lambda two: two[0] == two[1], zip(first, last, strict=False))
    same = "".join(one for one, _ in alike)
    end = 1 + max(same.rfind(mark) for mark in _BREAKS)
    return [question[end:].strip() or question for question in asked]


def flagged(cells: Mapping[str, Any], flags: Sequence[LabelFlag]) -> dict[str, bool]:
    """What a row says of each label, but for cells that hold nothing.

    Raises UnusableCell for one that says neither yes nor no.
    """
    said: dict[str, bool] = {}
    for flag in flags:
        cell = (cell_text(cells.get(flag.column)) or "").strip()
        if cell:
            said[flag.label] = said.get(flag.label, False) or _says_yes(flag.column, cell)
    return said


def labels_beside(cells: Mapping[str, Any], flags: Sequence[LabelFlag]) -> tuple[str, ...]:
    """What the column of all labels says in a row of a table of ours that says nothing of each, as
    who labels on in a spreadsheet leaves it; () in other tables.

    Raises UnusableCell for what none of the ``flags`` is.
    """
    are_ours = all(flag.column.startswith(GIVEN) for flag in flags)
    cell = (cell_text(cells.get(LABEL)) or "").strip() if flags and are_ours else ""
    if not cell:
        return ()
    known = {flag.label.casefold(): flag.label for flag in flags}
    ways = ([cell], *(cell.split(sign) for sign in SEPARATORS))
    for parts in ([part.strip().casefold() for part in way if part.strip()] for way in ways):
        if set(parts) <= set(known):
            return tuple(known[part] for part in parts)
    raise UnusableCell(
        f'has "{cell[:20]}" in the column "label", a label that no column "given_…" stands for'
    )


def _says_yes(column: str, cell: str) -> bool:
    if cell.casefold() not in _YES_OR_NO:
        raise UnusableCell(f'has "{cell[:20]}" in the column "{column}", neither yes nor no')
    return cell.casefold() in _YES
