"""What came of an import, gathered beside the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.studio import Studio
from app.tasks.background_task import ask_project
from ulmfit_core.base_choice import may_have_read
from ulmfit_core.base_models import list_bases
from ulmfit_core.corpus.document import RejectedRow
from ulmfit_core.corpus.language import guess_language
from ulmfit_core.project.filters import DocumentFilter, Status
from ulmfit_core.project.imports import ImportRecord, OtherwiseLabelled
from ulmfit_core.project.labels import Label
from ulmfit_core.project.project import Project

_ENOUGH_TEXTS, _LONGEST = 200, 1_000  # to guess the language from; characters of each
_AGREED = OtherwiseLabelled(0, 0)
MOST_REJECTED = 10_000  # as many as a project keeps of one import


@dataclass(frozen=True)
class ImportReport:
    """One import: its record, and what can be said of its documents."""

    record: ImportRecord
    rejected: tuple[RejectedRow, ...]
    lengths: npt.NDArray[np.int64]  # [n] characters
    n_labelled: int
    labels: tuple[tuple[Label, int], ...]  # with how many documents each, those that have any
    language: str | None  # as guessed from some of the texts: an ISO 639-1 code
    wants_other_base: bool  # whether every base model that there is has read another language
    otherwise_labelled: OtherwiseLabelled = _AGREED
    n_labelled_again: int = 0  # unlabelled texts of which a repeat came with labels


def report_on(studio: Studio, record: ImportRecord, then: Callable[[ImportReport], object]) -> None:
    """Gather the report in a thread; ``then`` gets it."""
    project = studio.workspace.project
    studio.activities.look_up(ask_project(project, lambda own: _gather(own, record)), then)


def _gather(project: Project, record: ImportRecord) -> ImportReport:
    repeats = project.documents.repeats(record.first_id, record.last_id)
    counts = [
        (label, _n_with(project, label, record) + repeats.by_label.get(label.id, 0))
        for label in project.labels.all()
    ]
    labelled = DocumentFilter(status=Status.LABELLED, import_id=record.id)
    some = project.documents.spread(_ENOUGH_TEXTS, record.first_id, record.last_id)
    language = guess_language(document.text[:_LONGEST] for document in some)
    return ImportReport(
        record,
        tuple(project.imports.rejected_rows(record.id, MOST_REJECTED)),
        project.documents.lengths(record.first_id, record.last_id),
        project.documents.count(labelled) + repeats.n_labelled,
        tuple((label, n) for label, n in counts if n),
        language,
        language is not None and not _is_read(language),
        project.imports.otherwise_labelled(record),
        project.imports.labelled_again(record),
    )


def _n_with(project: Project, label: Label, record: ImportRecord) -> int:
    return project.documents.count(DocumentFilter(label=label.id, import_id=record.id))


def _is_read(language: str) -> bool:
    return any(may_have_read(base.name, language) for base in list_bases())
