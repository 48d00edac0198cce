"""Writing the project's texts and labels for another tool, beside the window."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path

from app.core_sentences import said
from app.operations.cut_cells import tell_cuts
from app.operations.export_target import check_target
from app.operations.models import show_folder_of
from app.studio import Studio
from app.tasks.activity import Activity
from app.tasks.background_task import Progress, counted
from app.translation import tr, tr_count
from ulmfit_core.corpus.interchange.exporting import (
    WITH_SPLITS,
    Target,
    export_documents,
    takes_numbers,
    words_for,
)
from ulmfit_core.corpus.number_columns import DocumentNumbers
from ulmfit_core.corpus.writing import WriteOptions
from ulmfit_core.errors import InputError
from ulmfit_core.project.exporting import documents_matching, label_scheme, numbers_in
from ulmfit_core.project.filters import DocumentFilter, Status
from ulmfit_core.project.project import Project
from ulmfit_core.project.provenance import Provenance


@dataclass(frozen=True)
class Export:
    """What is to be written, and for whom."""

    target: Target
    only_labelled: bool = True
    for_spreadsheets: bool = True  # csv that Excel opens as UTF-8 and runs no cell of


@dataclass(frozen=True)
class Exported:
    """What was written."""

    n: int  # texts
    n_shortened: int  # cells that a workbook did not hold
    words: str  # to be said with it


def export_labels(studio: Studio, path: Path, wanted: Export) -> Activity:
    """Write the texts with their labels to ``path``, all of them or none."""
    project = studio.workspace.project

    def work() -> Generator[Progress, None, Exported]:
        with project.for_thread() as own:
            return (yield from _export(own, path, wanted))

    def done(written: Exported) -> None:
        studio.notices.success(
            tr_count("{n} text is in {path}", "{n} texts are in {path}", written.n, path=path),
            show_folder_of(path),
        )
        if written.words:
            studio.notices.info(said(written.words))
        tell_cuts(studio, written.n_shortened)

    return studio.activities.run(
        tr("Exporting {name}", name=path.name),
        work,
        on_success=done,
        if_stopped=tr("{name} is not written.", name=path.name),
    )


def _export(project: Project, path: Path, wanted: Export) -> Generator[Progress, None, Exported]:
    check_target(path)
    filters = _filters(wanted)
    sizes = {name: project.documents.count(filter_) for name, filter_ in filters.items()}
    if not any(sizes.values()):
        raise InputError(
            tr("There is no text to export yet."), tr("Label some, or export all of them.")
        )
    splits = {name: documents_matching(project, filters[name]) for name, n in sizes.items() if n}
    scheme = label_scheme(project)
    options = WriteOptions(
        byte_order_mark=wanted.for_spreadsheets, guard_formulas=wanted.for_spreadsheets
    )
    kept = Provenance(project).columns
    n_all = sum(sizes.values())
    numbers = DocumentNumbers()
    if takes_numbers(wanted.target, path, options):
        numbers = yield from counted(numbers_in(project), n_all)
    writing = export_documents(splits, path, wanted.target, scheme, options, kept, numbers)
    n_shortened = yield from counted(writing, n_all)
    return Exported(n_all, n_shortened, words_for(wanted.target, scheme))


def _filters(wanted: Export) -> dict[str, DocumentFilter]:
    """By split; all in one, in the order in which they came, where none is kept apart."""
    status = Status.LABELLED if wanted.only_labelled else None
    every = DocumentFilter(status=status, with_repeats=True)
    if wanted.target not in WITH_SPLITS:
        return {"train": every}
    return {"train": replace(every, is_test=False), "test": replace(every, is_test=True)}
