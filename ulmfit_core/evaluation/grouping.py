"""Groups of texts by what a column says of them: its values, ranges of its numbers, its dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.evaluation.cell_kinds import dates_in, numbers_in

Unit = Literal["value", "number", "year", "month", "day"]
_MOST = 30  # groups; of more values the rarer are one group
_MOST_DATES = 60  # five years by month; of more there is a longer unit
_MOST_NUMBERS = 12  # that are a group each
_N_RANGES = 4  # of more numbers, with as many texts in each
_FEWEST_TEXTS = 5  # of a value in the mean; below, the column has names or numbers of its rows
_LENGTHS: dict[Unit, int] = {"year": 4, "month": 7, "day": 10}  # of an ISO date
Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Group:
    """The texts of a value, of a range, or of several values."""

    name: str  # "" for several that are rare, and for none
    n_values: int = 1  # how many rare ones; 0: the texts without an entry


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
        by_number = np.argsort(numbers, kind="stable")[: np.isfinite(numbers).sum()]
        if sizes[by_number].max() > 1:  # else it numbers the rows
            names = _of_numbers(values, by_number, sizes)
            yield "number", names, [*dict.fromkeys(names[place] for place in by_number)]
    elif (days := dates_in(values)) is not None:
        n_before = 1
        for unit, length in _LENGTHS.items():
            names = [day[:length] for day in days]
            wanted = sorted({*names} - {""})
            if len(wanted) > n_before:  # else it parts no more than the longer unit
                yield unit, names, wanted
            n_before = len(wanted)
    elif sizes[1:].sum() >= _FEWEST_TEXTS * (len(values) - 1):
        by_size = 1 + np.argsort(-sizes[1:], kind="stable")
        most = _MOST if len(by_size) > _MOST + 1 else None  # a rare one has its own name
        yield "value", [*values], [values[place] for place in by_size[:most]]


def _of_numbers(values: Sequence[str], by_number: Codes, sizes: Codes) -> list[str]:
    """Each by itself where they are few, else "18–29"."""
    is_each = len(by_number) <= _MOST_NUMBERS
    names = [""] * len(values)
    for members in by_number[:, None] if is_each else _ranges(by_number, sizes):
        ends = dict.fromkeys((values[members[0]], values[members[-1]]))
        for place in members:
            names[place] = "–".join(ends)
    return names


def _ranges(by_number: Codes, sizes: Codes) -> list[Codes]:
    """As many texts in each as the values let."""
    before = np.cumsum(sizes[by_number]) - sizes[by_number] / 2
    quarter = (before * _N_RANGES / sizes[by_number].sum()).astype(np.int64)
    return [members for i in range(_N_RANGES) if len(members := by_number[quarter == i])]


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
