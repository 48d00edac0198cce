"""The documents of a project with what a model makes of each, written to a file of rows."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

from ulmfit_core.corpus.kept_cells import kept_under
from ulmfit_core.corpus.number_columns import DocumentNumbers, with_numbers
from ulmfit_core.corpus.rows import unique_names
from ulmfit_core.corpus.writing import (
    WriteOptions,
    check_size,
    has_numbers,
    is_table,
    open_writer,
)
from ulmfit_core.labelled_rows import BLOCK_ROWS
from ulmfit_core.prediction_columns import PredictionColumns
from ulmfit_core.predictor import Predictor
from ulmfit_core.project.exporting import label_scheme, numbers_in
from ulmfit_core.project.filters import DocumentFilter
from ulmfit_core.project.project import Project
from ulmfit_core.project.provenance import Provenance

_OWN = ("id", "text", "label", "is_test")


def write_predictions(
    project: Project, predictor: Predictor, path: Path, options: WriteOptions | None = None
) -> Generator[int, None, int]:
    """A row for each document, with the labels that people gave it, or the text it repeats, whether
    it is in the test set, what was kept beside it and where it came from; yields how many are
    scored, and returns how many cells were cut.

    To be consumed to its end: ``path`` then appears whole; left early, nothing does. Memory holds
    a block of texts. Raises InputError where the name says no format or that format does not
    hold so much, StorageError where the disk refuses.
    """
    names = {label.id: label.name for label in project.labels.all()}
    scheme = label_scheme(project)
    separator = scheme.separator() if scheme.several else ""
    added = PredictionColumns(predictor, in_table=is_table(path, options))
    provenance, done = Provenance(project), 0
    columns = unique_names([*_OWN, *provenance.columns, *added.names])
    check_size(path, len(columns), project.documents.count(), options)
    noted = (yield from numbers_in(project)) if has_numbers(path, options) else DocumentNumbers()
    numbers = noted.kinds(dict(zip(provenance.columns, columns[len(_OWN) :], strict=False)))
    with open_writer(path, columns, options, {**numbers, **added.numbers(columns)}) as writer:
        for block in project.documents.pages(DocumentFilter(with_repeats=True), BLOCK_ROWS):
            scores = yield from predictor.scoring((d.text for d in block), done)
            for document, row in zip(block, scores, strict=True):
                labels = separator.join(names[id_] for id_ in document.labels)
                own: list[Any] = [document.external_id, document.text, labels, document.is_test]
                own += kept_under(provenance.columns, provenance.beside(document))
                own = with_numbers(columns, own, numbers)
                writer.write([*own, *added.cells(predictor.prediction(row))])
            done += len(block)
    return writer.n_shortened
