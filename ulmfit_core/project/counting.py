"""How many texts of a project have each label: as people labelled them, and of the others as the
model does, put right by its errors on the locked test set."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ulmfit_core.corpus.writing import WriteOptions, open_writer
from ulmfit_core.errors import InputError
from ulmfit_core.evaluation.label_counts import LabelCount
from ulmfit_core.labelled_rows import BLOCK_ROWS
from ulmfit_core.predictor import Predictor
from ulmfit_core.project.drawn_parts import drawn_parts
from ulmfit_core.project.filters import DocumentFilter
from ulmfit_core.project.held_out_answers import held_out_answers
from ulmfit_core.project.label_tally import LabelTally
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
    taught = _untested(project, model)
    answers = held_out_answers(model, predictor)
    parts = drawn_parts(project)
    tally = LabelTally(project, predictor, parts, taught | answers.keys(), answers)
    after = done = 0
    while block := project.documents.page(after=after, limit=BLOCK_ROWS):
        scores = yield from predictor.scoring((document.text for document in block), done)
        for document, row in zip(block, scores, strict=True):
            tally.take(document, predictor.prediction(row).labels)
        after, done = block[-1].id, done + len(block)
    n_labelled, n_tested = tally.n_texts - tally.n_open, sum(len(part.tested) for part in parts)
    return CountedLabels(tally.counts(), tally.n_texts, n_labelled, n_tested)


def write_counts(counted: CountedLabels, path: Path, options: WriteOptions | None = None) -> None:
    """A file of rows, whole or not at all. Raises InputError, StorageError."""
    with open_writer(path, COLUMNS, options) as writer:
        for row in counted.rows():
            writer.write(list(row))


def _untested(project: Project, model: Path) -> set[int]:
    """The texts that taught the model. Raises InputError where some are of the test set."""
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
    return {id_ for id_, _ in taught}
