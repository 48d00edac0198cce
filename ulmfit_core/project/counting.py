"""How many texts of a project have each label: as people labelled them, and of the others as the
model does, put right by its errors on the locked test set; of all, and of those of each group."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ulmfit_core.errors import InputError
from ulmfit_core.evaluation.grouping import Grouping, Unit
from ulmfit_core.predictor import Predictor
from ulmfit_core.project.drawn_parts import drawn_parts
from ulmfit_core.project.filters import DocumentFilter
from ulmfit_core.project.held_out_answers import held_out_answers
from ulmfit_core.project.imports import ImportRecord
from ulmfit_core.project.label_tally import CountedGroup, ReadTexts
from ulmfit_core.project.lessons import replaced
from ulmfit_core.project.project import Project
from ulmfit_core.project.reading_texts import read_texts
from ulmfit_core.project.taught import TAUGHT, Learnt, learnt_in_all


@dataclass(frozen=True, slots=True)
class CountsBy:
    """The counts of each group."""

    column: str  # "": the file that a text came from
    unit: Unit
    groups: tuple[CountedGroup, ...]


@dataclass(frozen=True, slots=True)
class CountedLabels:
    """The counts of each label, and what they rest on."""

    labels: tuple[str, ...]
    whole: CountedGroup
    n_labelled: int  # by people, those of the test set among them; copies of one count as it does
    by: tuple[CountsBy, ...] = ()


def count_labels(
    project: Project, model: Path, predictor: Predictor
) -> Generator[int, None, CountedLabels]:
    """Have the model of the file ``model`` read every text; yields how many it has read.

    Raises InputError where the test set is no random draw of what is counted, too little of it is
    labelled, the model may have learnt from it, or texts are taken out meanwhile; StorageError.
    """
    begun = project.imports.all()
    *before, own = learnt = _learnt(project, model)
    _check_untested(project, learnt)
    known = {id_ for each in before for id_ in each.ids}
    said = held_out_answers(model, predictor).items()
    answers = {id_: labels for id_, labels in said if id_ not in known}
    _check_are_there(project, [*learnt, Learnt(list(answers), own.at)])
    taught = known.union(own.ids, answers)
    parts = drawn_parts(project)
    texts, beside = yield from read_texts(project, predictor, parts, taught, answers)
    _check_are_left(project, begun)
    whole, by = texts.group(), []
    for grouping in beside.groupings():
        by.append(_counts_by(texts, grouping))
        yield whole.n_texts
    return CountedLabels(texts.labels, whole, int(texts.is_known.sum()), tuple(by))


def _counts_by(texts: ReadTexts, by: Grouping) -> CountsBy:
    groups = (
        texts.group(group.name, by.codes == place, group.n_values)
        for place, group in enumerate(by.groups)
    )
    return CountsBy(by.column, by.unit, tuple(groups))


def _learnt(project: Project, model: Path) -> list[Learnt]:
    """What taught the model. Raises InputError where that is not known."""
    runs = (project.folder / "runs").resolve()
    learnt = learnt_in_all(model.parent / TAUGHT) if model.resolve().is_relative_to(runs) else None
    if learnt is None:
        raise InputError(
            "Whether this model learnt from texts of the test set is not known: it was not trained "
            "in this project, or by an earlier version, or goes on from such a model. "
            "Nothing was counted.",
            "Choose a model that was trained in this project.",
        )
    return learnt


def _check_untested(project: Project, learnt: Sequence[Learnt]) -> None:
    """Raises InputError where some that were there when they taught are of the test set."""
    test = project.documents.document_ids(DocumentFilter(is_test=True))
    for each in learnt:
        end = project.imports.end_at(each.at)
        if np.isin([id_ for id_ in each.ids if id_ < end], test).any():
            raise InputError(
                "This model learnt from texts that are in the test set now. Nothing was counted.",
                "Train again, without starting from an earlier model, then count with the new one.",
            )


def _check_are_left(project: Project, begun: Sequence[ImportRecord]) -> None:
    """Raises InputError where imports of those there were are undone; others may have come."""
    kept = [(record.at, record.last_id) for record in project.imports.all()]
    if kept[: len(begun)] != [(record.at, record.last_id) for record in begun]:
        raise InputError(
            "Texts were taken out of the project while it was counted. Nothing was counted.",
            "Count again.",
        )


def _check_are_there(project: Project, learnt: Sequence[Learnt]) -> None:
    """Raises InputError where documents that the model knows are gone and others came since."""
    n_documents = project.documents.count()
    for each in learnt:
        if replaced(each.ids, project.imports.end_at(each.at), n_documents):
            raise InputError(
                "Texts that this model learnt from were taken out of the project, "
                "and others came since: "
                "it may know some of the test set. Nothing was counted.",
                "Train again, without starting from an earlier model, then count with the new one.",
            )
