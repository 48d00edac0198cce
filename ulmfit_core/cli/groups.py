"""How often a model is right on each group of texts, as tables and as fields of ``--json``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.cli.screen import Screen
from ulmfit_core.corpus.document import Kept
from ulmfit_core.evaluation.column_values import ColumnsBeside
from ulmfit_core.evaluation.grouping import Group, Grouping, written_name
from ulmfit_core.evaluation.intervals import interval_among


def groupings_by(kept: Sequence[Kept], columns: Sequence[str]) -> Iterator[Grouping]:
    """The ways in which these columns part texts that have ``kept`` beside them."""
    beside = ColumnsBeside(len(kept), columns)
    for place, cells in enumerate(kept):
        beside.note(place, cells)
    return beside.groupings()


def group_fields(
    by: Grouping, right: NDArray[np.bool_], copies: NDArray[np.int64]
) -> dict[str, Any]:
    """The figures of each group; ``right`` [n] is whether each text is, and ``copies`` [n] has the
    same number for copies of one."""
    members = [by.codes == place for place in range(len(by.groups))]
    groups = [
        _figures(group, right[own], copies[own])
        for group, own in zip(by.groups, members, strict=True)
    ]
    return {"column": by.column, "unit": by.unit, "groups": groups}


def show_groups(screen: Screen, fields: dict[str, Any]) -> None:
    """One table of what ``group_fields`` has."""
    unit = fields["unit"]
    heading = fields["column"] + (f", by {unit}" if unit in ("year", "month", "day") else "")
    rows = [
        [
            written_name(each["name"], each["n_values"]) or "(no entry)",
            f"{each['n']:,}",
            f"{each['accuracy']:.1%}",
            _interval(each),
        ]
        for each in fields["groups"]
    ]
    screen.table((heading, "texts", "accuracy", "95% interval"), rows)


def _figures(group: Group, right: NDArray[np.bool_], copies: NDArray[np.int64]) -> dict[str, Any]:
    interval = interval_among(right, copies)
    return {
        "name": group.name,
        "n_values": group.n_values,
        "n": len(right),
        "accuracy": float(right.mean()),
        "accuracy_interval": {"low": interval.low, "high": interval.high},
    }


def _interval(figures: dict[str, Any]) -> str:
    interval = figures["accuracy_interval"]
    return f"{interval['low']:.1%} to {interval['high']:.1%}"
