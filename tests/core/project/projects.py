"""Projects for tests, and all that a person can see of one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ulmfit_core.corpus.document import Document
from ulmfit_core.project.import_batches import Item
from ulmfit_core.project.importing import ImportProgress, ImportSettings
from ulmfit_core.project.project import Project, Task

SOURCE = "mail.csv"


def document(number: int, *labels: str, text: str | None = None) -> Document:
    """The document of row ``number``."""
    return Document(text or f"message number {number}", labels, f"m{number}", SOURCE, number)


def add(
    project: Project, items: Iterable[Item], test_fraction: float = 0.0, seed: int = 0
) -> ImportProgress:
    """Import everything; the last word of the import."""
    settings = ImportSettings(SOURCE, test_fraction, seed)
    return list(project.import_documents(items, settings))[-1]


def new_project(folder: Path, n_documents: int = 0, task: Task = "single") -> Project:
    """A project with unlabelled documents and, beside them, the labels spam and ham."""
    project = Project.create(folder, "Mail", task)
    if n_documents:
        add(project, (document(i) for i in range(1, n_documents + 1)))
    project.labels.create("spam")
    project.labels.create("ham")
    return project


def visible(project: Project) -> dict[str, Any]:
    """Everything that undo has to bring back."""
    return {
        "name": project.name,
        "task": project.task,
        "labels": project.labels.all(),
        "documents": project.documents.page(limit=100_000),
        "counts": project.documents.counts(),
        "imports": project.imports.all(),
    }


def status_of(project: Project, document_id: int) -> tuple[int, tuple[int, ...]]:
    """(status, label ids) of one document."""
    (found,) = project.documents.documents([document_id])
    return int(found.status), found.labels
