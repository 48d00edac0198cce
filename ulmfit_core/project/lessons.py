"""What has become of the texts that taught a training's model, or one that it goes on from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ulmfit_core.evaluation.report import Fate
from ulmfit_core.project.database import Database
from ulmfit_core.project.documents import DocumentStore
from ulmfit_core.project.imports import ImportIndex
from ulmfit_core.project.taught import Learnt, Taught, TaughtRecord
from ulmfit_core.project.training import Training

_FROM_BEST = (Fate.PRESENT, Fate.GONE, Fate.REPLACED)


@dataclass(frozen=True, slots=True)
class Lessons:
    """``taught`` is the model's own, and empty where nobody knows."""

    taught: Taught
    fate: Fate  # the worst: of these, or of what taught a model that it goes on from
    end: int  # a document with an id below it was there when what is gone was learnt

    def texts(self, documents: DocumentStore) -> list[str] | None:
        """In the order of ``taught``; None where not all of them are there."""
        if self.fate is not Fate.PRESENT:
            return None
        found = documents.documents(id_ for id_, _ in self.taught)
        return [each.text for each in found] if len(found) == len(self.taught) else None


def lessons_of(project_file: Path, training: Training) -> Lessons:
    """As the project is now."""
    record = TaughtRecord.read(training.taught_path)
    learnt = None if record is None else record.learnt_in_all()
    if record is None or learnt is None:
        return Lessons([], Fate.UNKNOWN, 0)
    with closing(Database(project_file)) as database:
        ends = [ImportIndex(database).end_at(each.at) for each in learnt]
        n_documents = DocumentStore(database).count()
    fates = [_fate(each.ids, end, n_documents) for each, end in zip(learnt, ends, strict=True)]
    gone = [end for fate, end in zip(fates, ends, strict=True) if fate is not Fate.PRESENT]
    return Lessons(record.documents, max(fates, key=_FROM_BEST.index), min(gone, default=ends[-1]))


def unseen(ids: Collection[int], learnt: Sequence[Learnt] | None, imports: ImportIndex) -> set[int]:
    """Those of the documents ``ids`` that surely did not teach it; none where that is not known."""
    found = set() if learnt is None else set(ids)
    for each in learnt or ():
        found.difference_update(each.ids)
        end = imports.end_at(each.at)
        if max(each.ids, default=0) >= end:  # what came since may be the same again
            found = {id_ for id_ in found if id_ < end}
    return found


def _fate(ids: Collection[int], end: int, n_documents: int) -> Fate:
    if all(0 < id_ < end for id_ in ids):
        return Fate.PRESENT
    return Fate.REPLACED if replaced(ids, end, n_documents) else Fate.GONE


def replaced(ids: Collection[int], end: int, n_documents: int) -> bool:
    """Whether some of these documents were taken out and others came since, which may be the same
    again; those with ids from ``end`` on are not those that there were."""
    return max(ids, default=0) >= end and n_documents >= end
