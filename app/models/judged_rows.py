"""How often a model is right on each group of the test texts, as rows of a table."""

from __future__ import annotations

from app.models.share_rows import Share, ShareRow, group_name
from app.translation import number, percent, tr
from ulmfit_core.evaluation.grouping import Unit
from ulmfit_core.evaluation.report import EvaluationReport
from ulmfit_core.project.judged_groups import JudgedBy, JudgedGroup


def judged_rows(by: JudgedBy, report: EvaluationReport) -> list[ShareRow]:
    """Of each group, and of all texts."""
    whole = JudgedGroup(tr("All texts"), 1, report.documents)
    return [_row(group, by.unit) for group in (*by.groups, whole)]


def _row(group: JudgedGroup, unit: Unit) -> ShareRow:
    interval = group.interval
    cells = (
        group_name(group.name, group.n_values, unit),
        number(len(group.documents)),
        number(len(group.documents) - group.n_right),
        percent(group.right),
        tr("{low} to {high}", low=percent(interval.low), high=percent(interval.high)),
        "",
    )
    return ShareRow(cells, Share(group.right, interval.low, interval.high))
