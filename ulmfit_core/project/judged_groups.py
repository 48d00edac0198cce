"""How often a model is right on the test texts of each group that a column beside them makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ulmfit_core.evaluation.grouping import Grouping, Unit
from ulmfit_core.evaluation.intervals import Interval, interval_among
from ulmfit_core.evaluation.report import EvaluationReport, JudgedDocument
from ulmfit_core.project.beside_texts import BesideTexts
from ulmfit_core.project.project import Project
from ulmfit_core.project.provenance import Provenance

_BLOCK = 500  # documents in memory at once


@dataclass(frozen=True, slots=True)
class JudgedGroup:
    """One test text of it at least."""

    name: str
    n_values: int  # that the group takes together; 0: it has no entry
    documents: tuple[JudgedDocument, ...]

    @property
    def n_right(self) -> int:
        """How many the model is right on."""
        return sum(document.is_right for document in self.documents)

    @property
    def right(self) -> float:
        """The share that is right."""
        return self.n_right / len(self.documents)

    @property
    def interval(self) -> Interval:
        """Of that share; copies of a text are one draw."""
        right = np.array([document.is_right for document in self.documents])
        return interval_among(right, np.array([document.group for document in self.documents]))


@dataclass(frozen=True, slots=True)
class JudgedBy:
    """The groups of a column."""

    column: str  # "": the file that a text came from
    unit: Unit
    groups: tuple[JudgedGroup, ...]


def judged_groups(project: Project, report: EvaluationReport) -> tuple[JudgedBy, ...]:
    """Of the report's documents; a text that is gone since is left out."""
    last = project.documents.count()
    judged = [document for document in report.documents if document.id <= last]
    beside, provenance = BesideTexts(len(judged)), Provenance(project)
    for start in range(0, len(judged), _BLOCK):
        ids = (document.id for document in judged[start : start + _BLOCK])
        for place, stored in enumerate(project.documents.documents(ids), start):
            beside.take(place, stored, provenance.text_column(stored))
    return tuple(_judged_by(by, judged) for by in beside.groupings())


def _judged_by(by: Grouping, judged: Sequence[JudgedDocument]) -> JudgedBy:
    members: list[list[JudgedDocument]] = [[] for _ in by.groups]
    for place, document in zip(by.codes, judged, strict=True):
        members[place].append(document)
    groups = zip(by.groups, members, strict=True)
    made = (JudgedGroup(group.name, group.n_values, tuple(own)) for group, own in groups)
    return JudgedBy(by.column, by.unit, tuple(made))
