"""A project of the sample that ships with the app."""

from __future__ import annotations

from pathlib import Path

from app import paths
from app.operations.import_documents import import_documents
from app.operations.many import change_now
from app.operations.projects import create_project
from app.studio import Studio
from app.translation import tr
from ulmfit_core.corpus.options import ColumnMapping
from ulmfit_core.errors import InputError
from ulmfit_core.project.codebook import read_codebook
from ulmfit_core.resources import resource_path

_LABELLED = "feedback.csv"
_UNLABELLED, _CODEBOOK = "feedback_unlabelled.csv", "codebook.csv"


def try_sample(studio: Studio, parent: Path | None = None) -> bool:
    """Make a project of the sample and fill it; False, and a sentence, where that fails."""
    labelled, unlabelled = resource_path("sample", _LABELLED), resource_path("sample", _UNLABELLED)
    if not labelled.is_file():
        studio.notices.error(
            InputError(
                tr("The sample is not part of this installation."),
                tr("Begin a new project with a file of your own."),
            )
        )
        return False
    name = tr("Sample")
    if not create_project(studio, paths.free_folder(name, parent or paths.projects_folder()), name):
        return False
    project = studio.workspace.project

    def go_on(_: object) -> None:
        if studio.workspace.has_open(project):
            book = read_codebook(resource_path("sample", _CODEBOOK))
            change_now(studio, lambda project: project.labels.add_codebook(book))
            import_documents(studio, unlabelled, ColumnMapping())

    import_documents(studio, labelled, ColumnMapping(label=("label",)), then=go_on)
    return True
