"""Counts of labels as a table of whole texts, to be written or copied."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ulmfit_core.corpus.rows import unique_names
from ulmfit_core.corpus.writing import WriteOptions, open_writer
from ulmfit_core.evaluation.grouping import written_name
from ulmfit_core.project.counting import CountedLabels, CountsBy
from ulmfit_core.project.label_tally import CountedGroup

_FIGURES = ("label", "predicted", "estimated", "low_95", "high_95")
_FILE = "file"
Cells = tuple[str | int, ...]
Table = tuple[tuple[str, ...], list[Cells]]


def counts_table(counted: CountedLabels, by: CountsBy | None = None) -> Table:
    """The heads, and a row for each label, or for each label of each group: what is estimated is
    "" where a group has too few test texts."""
    if by is None:
        return _FIGURES, [*_rows(counted.labels, counted.whole)]
    heads = unique_names([by.column or _FILE, "texts", *_FIGURES])
    rows = [
        (written_name(group.name, group.n_values), group.n_texts, *row)
        for group in by.groups
        for row in _rows(counted.labels, group)
    ]
    return heads, rows


def write_counts(
    counted: CountedLabels,
    path: Path,
    options: WriteOptions | None = None,
    by: CountsBy | None = None,
) -> None:
    """The table as a file, whole or not at all. Raises InputError, StorageError."""
    heads, rows = counts_table(counted, by)
    with open_writer(path, heads, options) as writer:
        for row in rows:
            writer.write(list(row))


def _rows(labels: tuple[str, ...], group: CountedGroup) -> Iterator[Cells]:
    for place, (label, predicted) in enumerate(zip(labels, group.predicted, strict=True)):
        if group.counts is None:
            yield label, predicted, "", "", ""
        else:
            count = group.counts[place]
            ends = round(count.interval.low), round(count.interval.high)
            yield label, predicted, round(count.estimated), *ends
