"""How many texts of a project have each label: as people labelled them, and of the others as the
model does, put right by its errors on the locked test set."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.corpus.writing import WriteOptions, open_writer
from ulmfit_core.errors import InputError
from ulmfit_core.evaluation.label_counts import Draw, LabelCount, estimate_counts
from ulmfit_core.labelled_rows import BLOCK_ROWS
from ulmfit_core.predictor import Predictor
from ulmfit_core.project.documents import StoredDocument
from ulmfit_core.project.drawn_parts import DrawnPart, drawn_parts
from ulmfit_core.project.filters import DocumentFilter, Status
from ulmfit_core.project.project import Project
from ulmfit_core.project.taught import TAUGHT, read_taught

COLUMNS = ("label", "predicted", "estimated", "low_95", "high_95")


@dataclass(frozen=True, slots=True)
class CountedLabels:
    """The counts of each label, and what they rest on."""

    counts: tuple[LabelCount, ...]
    n_texts: int
    n_labelled: int  # by people, those of the test set among them; repeats count as the first
    n_tested: int  # different texts of the test set that are labelled

    def rows(self) -> list[tuple[str, int, int, int, int]]:
        """A row of ``COLUMNS`` for each label, in whole texts."""
        return [
            (
                c.label,
                c.predicted,
                round(c.estimated),
                round(c.interval.low),
                round(c.interval.high),
            )
            for c in self.counts
        ]


def count_labels(
    project: Project, model: Path, predictor: Predictor
) -> Generator[int, None, CountedLabels]:
    """Have the model of the file ``model`` read every text; yields how many it has read.

    Raises InputError where the test set is no random draw of what is counted, too little of it is
    labelled, or the model may have learnt from it; StorageError.
    """
    _check_untaught(project, model)
    tally = _Tally(project, predictor, drawn_parts(project))
    after = done = 0
    while block := project.documents.page(after=after, limit=BLOCK_ROWS):
        scores = yield from predictor.scoring((document.text for document in block), done)
        for document, row in zip(block, scores, strict=True):
            tally.take(document, predictor.prediction(row).labels)
        after, done = block[-1].id, done + len(block)
    return tally.counted()


def write_counts(counted: CountedLabels, path: Path, options: WriteOptions | None = None) -> None:
    """A file of rows, whole or not at all. Raises InputError, StorageError."""
    with open_writer(path, COLUMNS, options) as writer:
        for row in counted.rows():
            writer.write(list(row))


def _check_untaught(project: Project, model: Path) -> None:
    runs = (project.folder / "runs").resolve()
    taught = read_taught(model.parent / TAUGHT) if model.resolve().is_relative_to(runs) else None
    if taught is None:
        raise InputError(
            "Whether this model learnt from texts of the test set is not known: it was not trained "
            "in this project, or by an earlier version. Nothing was counted.",
            "Choose a model that was trained in this project.",
        )
    test = project.documents.document_ids(DocumentFilter(is_test=True))
    if np.isin([id_ for id_, _ in taught], test).any():
        raise InputError(
            "This model learnt from texts that are in the test set now. Nothing was counted.",
            "Train again, then count with the new model.",
        )


class _Tally:
    """What is so and what the model says, added up text by text."""

    def __init__(self, project: Project, predictor: Predictor, parts: Sequence[DrawnPart]) -> None:
        labels = project.labels.all()
        self._name_of = {label.id: label.name for label in labels}
        names = dict.fromkeys([*self._name_of.values(), *predictor.labels])
        self._places = {name: place for place, name in enumerate(names)}
        self._parts = parts
        self._errors = {int(id_): self._zeros() for part in parts for id_ in part.tested}
        self._labels: dict[int, tuple[int, ...]] = {}  # of labelled texts that are no repeats
        self._predicted, self._known, self._given = (self._zeros() for _ in range(3))
        self._n_texts = self._n_open = 0

    def take(self, document: StoredDocument, given: Iterable[str]) -> None:
        """Count one text; its first comes before a repeat."""
        said, first = self._row(given), document.duplicate_of or document.id
        truth = self._truth(document, first)
        self._n_texts += 1
        self._predicted += said
        if truth is None:
            self._n_open += 1
            self._given += said
            return
        self._known += truth
        if first in self._errors:
            self._errors[first] += truth - said

    def counted(self) -> CountedLabels:
        """The counts of what was taken."""
        draws = [self._draw(part) for part in self._parts if part.n_open]
        totals = (self._predicted, self._known, self._given)
        counts = estimate_counts(tuple(self._places), *totals, self._n_open, draws)
        n_labelled = self._n_texts - self._n_open
        return CountedLabels(counts, self._n_texts, n_labelled, len(self._errors))

    def _draw(self, part: DrawnPart) -> Draw:
        return Draw(np.array([self._errors[int(id_)] for id_ in part.tested]), part.n_open)

    def _truth(self, document: StoredDocument, first: int) -> NDArray[np.int64] | None:
        labels = document.labels if document.status is Status.LABELLED else self._labels.get(first)
        if labels is None:
            return None
        if document.id == first:
            self._labels[first] = labels
        return self._row(self._name_of[id_] for id_ in labels)

    def _row(self, names: Iterable[str]) -> NDArray[np.int64]:
        row = self._zeros()
        row[[self._places[name] for name in names]] = 1
        return row

    def _zeros(self) -> NDArray[np.int64]:
        return np.zeros(len(self._places), np.int64)
