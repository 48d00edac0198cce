"""Counts of labels as they are shown: one row a label, or of one label one row a group."""

from __future__ import annotations

from app.models.share_rows import Share, ShareRow, group_name, to_scale
from app.translation import number, percent, tr
from ulmfit_core.evaluation.label_counts import LabelCount
from ulmfit_core.project.counting import CountedLabels, CountsBy
from ulmfit_core.project.label_tally import CountedGroup

_NONE = "–", "–"  # no estimate, no interval


def label_rows(counted: CountedLabels) -> list[ShareRow]:
    """Of all texts, in whole texts."""
    whole, rows = counted.whole, []
    for place, label in enumerate(counted.labels):
        cells = [label, number(whole.predicted[place])]
        if whole.counts is None:
            rows.append(ShareRow([*cells, *_NONE, "–"], None))
            continue
        count = whole.counts[place]
        share = _share(count, whole.n_texts)
        low, high = (number(round(end)) for end in (count.interval.low, count.interval.high))
        interval = tr("{low} to {high}", low=low, high=high)
        estimated = number(round(count.estimated))
        rows.append(ShareRow([*cells, estimated, interval, percent(share.value)], share))
    return to_scale(rows)


def group_rows(counted: CountedLabels, by: CountsBy, place: int) -> list[ShareRow]:
    """Which share of each group has the label at ``place``, and of all texts."""
    groups = [(group_name(group.name, group.n_values, by.unit), group) for group in by.groups]
    groups.append((tr("All texts"), counted.whole))
    return to_scale([_group_row(name, group, place) for name, group in groups])


def _group_row(name: str, group: CountedGroup, place: int) -> ShareRow:
    cells = [name, number(group.n_texts), percent(group.predicted[place] / group.n_texts)]
    if group.counts is None:
        return ShareRow([*cells, *_NONE, ""], None)
    share = _share(group.counts[place], group.n_texts)
    interval = tr("{low} to {high}", low=percent(share.low), high=percent(share.high))
    return ShareRow([*cells, percent(share.value), interval, ""], share)


def _share(count: LabelCount, n: int) -> Share:
    return Share(count.estimated / n, count.interval.low / n, count.interval.high / n)
