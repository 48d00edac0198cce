"""What has become of the texts that taught a training's model its labels."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ulmfit_core.evaluation.report import Fate
from ulmfit_core.project.database import Database
from ulmfit_core.project.documents import DocumentStore
from ulmfit_core.project.imports import ImportIndex
from ulmfit_core.project.taught import Taught, read_taught, taught_at
from ulmfit_core.project.training import Training


@dataclass(frozen=True, slots=True)
class Lessons:
    """``taught`` is empty where nobody knows."""

    taught: Taught
    fate: Fate
    end: int  # a document with an id below it was there when the model learnt

    def texts(self, documents: DocumentStore) -> list[str] | None:
        """In the order of ``taught``; None where not all of them are there."""
        if self.fate is not Fate.PRESENT:
            return None
        found = documents.documents(id_ for id_, _ in self.taught)
        return [each.text for each in found] if len(found) == len(self.taught) else None


def lessons_of(project_file: Path, training: Training) -> Lessons:
    """As the project is now."""
    taught = read_taught(training.taught_path)
    with closing(Database(project_file)) as database:
        end = ImportIndex(database).end_at(taught_at(training.taught_path))
        n_documents = DocumentStore(database).count()
    if taught is None:
        return Lessons([], Fate.UNKNOWN, end)
    ids = [id_ for id_, _ in taught]
    if all(0 < id_ < end for id_ in ids):
        return Lessons(taught, Fate.PRESENT, end)
    return Lessons(taught, Fate.REPLACED if replaced(ids, end, n_documents) else Fate.GONE, end)


def replaced(ids: Collection[int], end: int, n_documents: int) -> bool:
    """Whether some of these documents were taken out and others came since, which may be the same
    again; those with ids from ``end`` on are not those that there were."""
    return max(ids, default=0) >= end and n_documents >= end
