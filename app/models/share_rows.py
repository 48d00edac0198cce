"""Shares of groups of texts as they are shown: in words, and drawn with their intervals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.translation import number, tr
from ulmfit_core.evaluation.grouping import TO, Unit
from ulmfit_core.project.counting import CountsBy
from ulmfit_core.project.judged_groups import JudgedBy
from ulmfit_core.project.provenance import TEXT_COLUMN


@dataclass(frozen=True, slots=True)
class Share:
    """Of some texts, from 0 to 1, with its interval."""

    value: float
    low: float
    high: float
    most: float = 1.0  # where a drawn one ends


@dataclass(frozen=True, slots=True)
class ShareRow:
    """``share`` is None where there is none to draw."""

    cells: Sequence[str]
    share: Share | None


def to_scale(rows: Sequence[ShareRow]) -> list[ShareRow]:
    """All drawn as long as the widest needs: small ones would not be seen."""
    most = max((row.share.high for row in rows if row.share is not None), default=0.0) or 1.0
    return [replace(row, share=row.share and replace(row.share, most=most)) for row in rows]


def way_names(ways: Iterable[CountsBy | JudgedBy]) -> dict[str, str]:
    """How texts are parted, *region* or *date, by month*, by what tells one from the other: a
    column may be called as another way is."""
    return {f"{way.unit} {way.column}": _way_name(way.column, way.unit) for way in ways}


def _way_name(column: str, unit: Unit) -> str:
    column = {"": tr("File"), TEXT_COLUMN: tr("Text column")}.get(column, column)
    words = {
        "year": tr("{column}, by year", column=column),
        "month": tr("{column}, by month", column=column),
        "day": tr("{column}, by day", column=column),
    }
    return words.get(unit, column)


def group_name(name: str, n_values: int, unit: Unit) -> str:
    """What a group is called that takes so many values together."""
    if unit == "number" and TO in name:
        low, high = name.split(TO)
        return tr("{low} to {high}", low=low, high=high)
    if not n_values:
        return tr("No entry")
    return tr("{n} others", n=number(n_values)) if n_values > 1 else name
