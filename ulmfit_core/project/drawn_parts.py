"""Which texts of a project the labelled ones of its test set stand for."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ulmfit_core.errors import InputError
from ulmfit_core.evaluation.report import FEWEST_TO_JUDGE
from ulmfit_core.project.annotations import Origin
from ulmfit_core.project.documents import DocumentStore
from ulmfit_core.project.filters import DocumentFilter, Status
from ulmfit_core.project.imports import ImportRecord
from ulmfit_core.project.project import Project


@dataclass(frozen=True, slots=True)
class DrawnPart:
    """Imports whose texts had the same chance to be labelled test texts; repeats of a text go
    with the first, so they are not among these ids."""

    imports: tuple[ImportRecord, ...]
    tested: npt.NDArray[np.int64]  # the labelled texts of the test set
    n_open: int  # texts without a label

    def holds(self, ids: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Which of these texts are of one of these imports; [k], as ``ids``."""
        held = np.zeros(len(ids), bool)
        for one in self.imports:
            held |= (one.first_id <= ids) & (ids <= one.last_id)
        return held


def drawn_parts(project: Project) -> list[DrawnPart]:
    """The imports of the project, put together where their whole test sets are decided and have
    the same share; of one that is labelled in part, the texts came in an order of chance.

    Raises InputError where labelled test texts are no random draw, or too few.
    """
    parts: dict[tuple[bool, float], DrawnPart] = {}
    brought = project.documents.decided_by([Origin.IMPORT])
    for record in project.imports.all():
        part, is_whole = _part(project.documents, record)
        if not is_whole and np.isin(part.tested, brought).any():
            raise InputError(
                f"The labelled test texts of {record.source} are no random draw: their labels came "
                "with the import, and others have none yet. Nothing was counted.",
                "Label or skip the rest of the test set, then count again.",
            )
        key = (is_whole, record.test_fraction if is_whole else float(record.id))
        parts[key] = _together(parts[key], part) if key in parts else part
    for part in parts.values():
        _check(part)
    return list(parts.values())


def _part(documents: DocumentStore, record: ImportRecord) -> tuple[DrawnPart, bool]:
    """One import, and whether all of its test set was decided."""
    every = DocumentFilter(is_duplicate=False, import_id=record.id)
    test = replace(every, is_test=True)
    tested = documents.document_ids(replace(test, status=Status.LABELLED))
    n_open = documents.count(every) - documents.count(replace(every, status=Status.LABELLED))
    is_whole = not documents.count(replace(test, status=Status.UNLABELLED))
    return DrawnPart((record,), tested, n_open), is_whole


def _together(one: DrawnPart, other: DrawnPart) -> DrawnPart:
    tested = np.concatenate([one.tested, other.tested])
    return DrawnPart(one.imports + other.imports, tested, one.n_open + other.n_open)


def _check(part: DrawnPart) -> None:
    source = part.imports[0].source
    if part.n_open and not any(record.n_test for record in part.imports):
        raise InputError(
            f"No test set was drawn from {source}: how often the model errs there is not known. "
            "Nothing was counted.",
            "Import it again into a new project, with a test set.",
        )
    if part.n_open and len(part.tested) < FEWEST_TO_JUDGE:
        raise InputError(
            f"Of the test set of {source} {len(part.tested):,} texts are labelled, and an estimate "
            f"takes {FEWEST_TO_JUDGE} at least. Nothing was counted.",
            "Label more of the test set, then count again.",
        )
