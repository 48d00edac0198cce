"""Groups of texts by what a column says of them: its values, ranges of its numbers, its dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.evaluation.cell_kinds import dates_in, is_most, numbers_in

Unit = Literal["value", "number", "year", "month", "day"]
_MOST = 30  # groups; of more values the rarer are one group
_MOST_DATES = 60  # five years by month; of more there is a longer unit
_MOST_NUMBERS = 12  # that are a group each
_N_RANGES = 4  # of more numbers, with as many texts in each
_FEWEST_TEXTS = 5  # of a value in the mean; below, the column has names or numbers of its rows
TO = " to "  # between the ends of a range where a dash would be taken for a sign of theirs
_LENGTHS: dict[Unit, int] = {"year": 4, "month": 7, "day": 10}  # of an ISO date
Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Group:
    """The texts of a value, of a range, or of several values."""

    name: str  # "" for several that are rare, and for none
    n_values: int = 1  # how many rare ones; 0: the texts without an entry


def written_name(name: str, n_values: int) -> str:
    """What a group is called in files and in the command: of rare values that are one group, how
    many they are; "" without an entry."""
    return f"({n_values} others)" if n_values > 1 else name


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """Every text in one of some groups, by a column and how its cells are taken."""

    column: str  # "": the file that a text came from
    unit: Unit
    groups: tuple[Group, ...]
    codes: Codes  # [n]: the place of each text's group


def groupings(column: str, values: Sequence[str], codes: Codes) -> Iterator[Grouping]:
    """The ways to part the texts by this column; none where it says nothing that many share.

    ``values`` differ, the first is "", for no entry; ``codes`` [n] has each text's place there.
    """
    for unit, names, wanted in _named(values, np.bincount(codes, minlength=len(values))):
        made = _grouping(column, unit, names, wanted, codes)
        if len(made.groups) >= 2 and len(wanted) <= _MOST_DATES:
            yield made


def _named(values: Sequence[str], sizes: Codes) -> Iterator[tuple[Unit, list[str], list[str]]]:
    """What each value is called in a group, and the groups of their own, in order."""
    if (numbers := numbers_in(values)) is not None:
        yield "number", *_of_numbers(values, numbers, sizes)
    elif (days := dates_in(values)) is not None:
        n_before = 1
        for unit, length in _LENGTHS.items():
            if not is_most(sum(len(day) >= length for day in days), days):
                break  # most say no more than the longer unit
            names = [day[:length] for day in days]
            wanted = sorted({*names} - {""})
            if len(wanted) > n_before:  # else it parts no more than the longer unit
                yield unit, names, wanted
            n_before = len(wanted)
    elif sizes[1:].sum() >= _FEWEST_TEXTS * (len(values) - 1):
        by_size = 1 + np.argsort(-sizes[1:], kind="stable")
        most = _MOST if len(by_size) > _MOST + 1 else None  # a rare one has its own name
        yield "value", [*values], [values[place] for place in by_size[:most]]


def _of_numbers(
    values: Sequence[str], numbers: NDArray[np.float64], sizes: Codes
) -> tuple[list[str], list[str]]:
    """What each value is called, and these names in order: each number by itself where they are
    few, however it is written, else "18–29" or "-30 to -17"; none where they number the rows."""
    own = np.flatnonzero(np.isfinite(numbers))
    found, first, places = np.unique(numbers[own], return_index=True, return_inverse=True)
    n_texts = np.bincount(places, sizes[own]).astype(np.int64)
    members = _ranges(n_texts) if len(found) > _MOST_NUMBERS else np.arange(len(found))[:, None]
    wanted = _range_names([[values[own[first[end]]] for end in each[[0, -1]]] for each in members])
    names = np.full(len(values), "", object)
    for name, each in zip(wanted, members, strict=True):
        names[own[np.isin(places, each)]] = name
    return [*names], wanted if n_texts.max() > 1 else []


def _range_names(ranges: Sequence[Sequence[str]]) -> list[str]:
    """What the ranges with these ends are called; one number as it is written."""
    is_lost = any(re.search(r"[-−\s]", end) for ends in ranges for end in ends)
    return [(TO if is_lost else "–").join(dict.fromkeys(ends)) for ends in ranges]


def _ranges(n_texts: Codes) -> list[Codes]:
    """The places of the numbers of each, in order; as many texts in each as the numbers let."""
    before = np.cumsum(n_texts) - n_texts / 2
    quarter = (before * _N_RANGES / n_texts.sum()).astype(np.int64)
    return [each for i in range(_N_RANGES) if len(each := np.flatnonzero(quarter == i))]


def _grouping(
    column: str, unit: Unit, names: Sequence[str], wanted: Sequence[str], codes: Codes
) -> Grouping:
    """The values whose names are not ``wanted`` are one group, those without a name another."""
    places = {name: place for place, name in enumerate(wanted)}
    others, none = len(wanted), len(wanted) + 1
    place_of = [places.get(name, others if name else none) for name in names]
    groups = [*map(Group, wanted), Group("", place_of.count(others)), Group("", 0)]
    found, own = np.unique(np.array(place_of)[codes], return_inverse=True)
    return Grouping(column, unit, tuple(groups[place] for place in found), own)
