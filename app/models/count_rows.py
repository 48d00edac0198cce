"""Counts of labels as they are shown: one row a label, or of one label one row a group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.translation import number, percent, tr
from ulmfit_core.evaluation.label_counts import LabelCount
from ulmfit_core.project.counting import CountedLabels, CountsBy
from ulmfit_core.project.label_tally import CountedGroup

_NONE = "–", "–"  # no estimate, no interval


@dataclass(frozen=True, slots=True)
class Share:
    """Of some texts, from 0 to 1, with its interval."""

    value: float
    low: float
    high: float
    most: float = 1.0  # where a drawn one ends


@dataclass(frozen=True, slots=True)
class CountRow:
    """``share`` is None where a group has too few test texts."""

    cells: Sequence[str]
    share: Share | None


def label_rows(counted: CountedLabels) -> list[CountRow]:
    """Of all texts, in whole texts."""
    whole, rows = counted.whole, []
    for place, label in enumerate(counted.labels):
        cells = [label, number(whole.predicted[place])]
        if whole.counts is None:
            rows.append(CountRow([*cells, *_NONE, "–"], None))
            continue
        count = whole.counts[place]
        share = _share(count, whole.n_texts)
        low, high = (number(round(end)) for end in (count.interval.low, count.interval.high))
        interval = tr("{low} to {high}", low=low, high=high)
        estimated = number(round(count.estimated))
        rows.append(CountRow([*cells, estimated, interval, percent(share.value)], share))
    return _to_scale(rows)


def group_rows(counted: CountedLabels, by: CountsBy, place: int) -> list[CountRow]:
    """Which share of each group has the label at ``place``, and of all texts."""
    groups = [(_name(group), group) for group in by.groups]
    groups.append((tr("All texts"), counted.whole))
    return _to_scale([_group_row(name, group, place) for name, group in groups])


def _group_row(name: str, group: CountedGroup, place: int) -> CountRow:
    cells = [name, number(group.n_texts), percent(group.predicted[place] / group.n_texts)]
    if group.counts is None:
        return CountRow([*cells, *_NONE, ""], None)
    share = _share(group.counts[place], group.n_texts)
    interval = tr("{low} to {high}", low=percent(share.low), high=percent(share.high))
    return CountRow([*cells, percent(share.value), interval, ""], share)


def way_name(by: CountsBy) -> str:
    """How the texts are parted: *region*, *date, by month*."""
    column = by.column or tr("File")
    words = {
        "year": tr("{column}, by year", column=column),
        "month": tr("{column}, by month", column=column),
        "day": tr("{column}, by day", column=column),
    }
    return words.get(by.unit, column)


def _name(group: CountedGroup) -> str:
    if not group.n_values:
        return tr("No entry")
    return tr("{n} others", n=number(group.n_values)) if group.n_values > 1 else group.name


def _to_scale(rows: Sequence[CountRow]) -> list[CountRow]:
    """All drawn as long as the widest needs: of rare labels none would be seen."""
    most = max((row.share.high for row in rows if row.share is not None), default=0.0) or 1.0
    return [replace(row, share=row.share and replace(row.share, most=most)) for row in rows]


def _share(count: LabelCount, n: int) -> Share:
    return Share(count.estimated / n, count.interval.low / n, count.interval.high / n)
